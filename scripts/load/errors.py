"""The one kind of failure a person can act on: file, vendor, table, column, what was found, what to do."""


class LoadProblem(Exception):
    """A file that does not fit. Its text is the whole message: one line."""

    def __init__(self, file, found, remedy, vendor="", table="", column=""):
        super().__init__(found)
        self.file, self.found, self.remedy = file, found, remedy
        self.vendor, self.table, self.column = vendor, table, column

    def about(self, vendor, table):
        """The same problem, knowing where the file was meant to go."""
        self.vendor, self.table = self.vendor or vendor, self.table or table
        return self

    def __str__(self):
        places = {"vendor": self.vendor, "table": self.table, "column": self.column}
        where = ", ".join([str(self.file), *(f"{word} {name}" for word, name in places.items() if name)])
        return f"{where}: {one_line(self.found)}. {one_line(self.remedy)}"


def one_line(text):
    return " ".join(str(text).split()).rstrip(".")
