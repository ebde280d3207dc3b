"""Give each `name[extra]==version` of a lock file a plain twin: pip before 24 wants both when a package asks for the
plain name. Run by `make locks`."""

import re
import sys
from pathlib import Path

for name in sys.argv[1:]:
    file = Path(name)
    blocks = re.split(r"(?m)^(?=[a-zA-Z0-9])", file.read_text())
    plain = {match[1] for block in blocks if (match := re.match(r"([\w.-]+)==", block))}
    lines = []
    for block in blocks:
        lines.append(block)
        twin = re.match(r"([\w.-]+)\[[^\]]+\](==\S+ \\\n(?:    --hash=\S+(?: \\)?\n)+)", block)
        if twin and twin[1] not in plain:
            lines.append(f"{twin[1]}{twin[2].rstrip().removesuffix(chr(92)).rstrip()}\n")
    file.write_text("".join(lines))
