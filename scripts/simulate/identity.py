"""Who is who: the company's accounts as its vendors come to know them, and the truth about every record of them.

`usual` is the company as it is: every tool knows every account well. `worst` keeps every amount and every call and
spoils what names them; Identities plans it account by account and record by record, from the seed alone, so that about
99 of 100 pairs of records still can be told from ids, from domain with name, or from a link that finance wrote.
stains.py puts the plan into each vendor's rows and writes down what it did.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from scripts.simulate import names, people
from scripts.simulate.catalog import FIRST_MONTH, OPEN_MONTH
from scripts.simulate.company import Company, Customer
from scripts.simulate.dates import months_from
from scripts.simulate.dice import pick, roll

LEVELS = ("usual", "worst")
# Whose a record of the test mode, of a sandbox, or a copy that was deleted at once is.
NOBODYS = "(no customer)"
# Vendors that keep customer records, and those whose record of a customer can be told by domain and name.
CUSTOMER_VENDORS = ("stripe", "chargebee", "zuora", "orb", "metronome", "amberflo", "generic")
_WITH_DOMAIN = ("stripe", "chargebee", "zuora", "orb", "amberflo")
_BILLERS = ("stripe", "chargebee", "zuora")
# Accounts whose name and domain have to tell what an id cannot.
_CLEAR = ("signed up twice", "id of another", "id that another got later", "id that another had before", "two records in one tool")
# Accounts that never paid: signed up, tried, left.
PROSPECTS = 150
INTERNAL = ("Layer Six QA", "Layer Six Evaluations", "Layer Six Sandbox")
EVERY_MONTH = months_from(FIRST_MONTH, OPEN_MONTH)


@dataclass(frozen=True)
class Move:
    """An identifier that one account had until a day and another has from that day on."""

    kind: str  # api_key | project | infrastructure (a tag or a namespace, as the tool has it)
    value: str
    giver: str
    taker: str
    on: date
    told_by: str  # seed | product


@dataclass(frozen=True)
class Told:
    """What one vendor's record says of an account; None is not said at all."""

    name: str | None
    email: str | None
    external_id: str | None
    tax_id: str | None
    payer: str | None  # account whose customer at the payment processor pays
    parent: str | None
    is_internal: bool
    dirt: tuple[str, ...]
    needs_link: bool  # only a person can tell whose it is, and one did


@dataclass
class Identities:
    company: Company
    vendors: tuple[str, ...] = ()
    level: str = "usual"
    roles: dict[str, set[str]] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)  # account -> the account it is one company with
    said: dict[str, str] = field(default_factory=dict)  # account -> the id of another that it got later
    reused_on: dict[str, date] = field(default_factory=dict)  # that id -> the day it changed hands
    moves: list[Move] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)
    payers: dict[str, str] = field(default_factory=dict)
    tax_ids: dict[str, str] = field(default_factory=dict)
    weak: dict[str, str] = field(default_factory=dict)  # account -> vendor whose record of it has no usable id
    lost: dict[str, str] = field(default_factory=dict)  # account -> vendor whose record of it says nothing
    blurred: dict[str, str] = field(default_factory=dict)  # account -> vendor whose record of it has no id and a typo in the name
    mistaken: dict[str, str] = field(default_factory=dict)  # account -> account whose id its biller's record carries
    second: dict[str, str] = field(default_factory=dict)  # account -> vendor that has two records of it
    links: list[tuple[str, str, str]] = field(default_factory=list)  # left, right, reason
    rows: list[dict] = field(default_factory=list)
    _users: dict[int, set[int]] = field(default_factory=dict)

    @property
    def is_worst(self) -> bool:
        return self.level == "worst"

    def true_account(self, account_id: str) -> str:
        return self.merged.get(account_id, account_id)

    def said_as(self, account_id: str) -> str:
        return self.said.get(account_id, account_id)

    def infra_name(self, account_id: str, day: date) -> str:
        """What the bill of the infrastructure calls an account on a day."""
        for move in self.moves:
            if move.kind == "infrastructure" and account_id == (move.giver if day < move.on else move.taker):
                return move.value
        return self.said_as(account_id)

    def has(self, account_id: str, *roles: str) -> bool:
        return bool(self.roles.get(account_id, set()) & set(roles))

    def is_prospect(self, account_id: str) -> bool:
        return self.company.customer(account_id).group == "prospect"

    # --- what each record says ----------------------------------------------------------------------------------

    def told(self, vendor: str, account_id: str) -> Told:
        customer, at = self.company.customer(account_id), (self.company.seed, "identity", vendor, account_id)
        dirt = sorted(self.roles.get(account_id, ()))
        external, name, email, needs_link = self.said_as(account_id), customer.name, customer.email, False
        biller, is_weak = vendor in _BILLERS, self.weak.get(account_id) == vendor
        if biller and not customer.has_billing_metadata:
            external, is_weak = None, False
            dirt.append("external id missing")
        has_weak = account_id in self.weak or account_id in self.blurred or self.has(account_id, *_CLEAR)
        if is_weak:
            external, what = _spoiled(external, vendor != "amberflo", *at)
            dirt.append(what)
            clear = what in ("external id in other case", "external id with blanks")
            needs_link = not clear and (vendor not in _WITH_DOMAIN or self.has(account_id, "free mail", "hub domain", "same name", "resold"))
        if vendor == "amberflo" and account_id in self.said:
            external = account_id  # it never gives an id again
        if account_id in self.mistaken and biller:
            external = self.mistaken[account_id]
            dirt.append("external id of another customer")
        is_blurred = self.blurred.get(account_id) == vendor
        if is_blurred:
            external = None
            dirt.append("external id missing")
        # --- the name
        way = roll(100, "name", *at)
        if is_blurred:
            name, what = names.hard(name, *at)
            dirt.append(what)
        elif way < 45:
            name, what = names.soft(name, *at)
            dirt.append(what)
        elif way < 57 and not has_weak and vendor != "generic" and customer.has_billing_metadata:
            name, what = names.hard(name, *at)
            dirt.append(what)
        # --- the address
        way, (local, domain) = roll(100, "email", *at), email.split("@")
        if self.has(account_id, "resold") and biller:
            email = self.company.customer(self.payers[account_id]).email
            dirt.append("address of the payer")
        elif way < 10:
            email = email.upper()
            dirt.append("address in capitals")
        elif way < 30:
            email = f"{pick(('accounts', 'ap', 'finance', 'hello'), 'local', *at)}@{domain}" if local == "billing" else email
        elif way < 35 and not has_weak and vendor != "generic":
            email = f"{names.folded(names.parts(customer.name)[0]).split(' ')[0].lower()}.{roll(90, *at)}@gmail.com"
            dirt.append("address at a free mail")
        elif way < 40 and not has_weak and vendor != "generic":
            email = None
            dirt.append("no address")
            if way < 38 and customer.has_billing_metadata:
                name = None
                dirt.append("no name")
        if vendor == "metronome":
            email = None
        if self.lost.get(account_id) == vendor:
            external, name, email, needs_link = None, None, None, False
            dirt = ["nothing that names it"]
        tax = self.tax_ids.get(self.payers.get(account_id, account_id)) if biller else self.tax_ids.get(account_id)
        if not (biller and (roll(10, "tax", *at) < 7 or self.has(account_id, "same name", "resold", "id of another", "hub domain")) or (
            vendor == "generic" and roll(10, "tax", *at) < 3
        )):
            tax = None
        if self.lost.get(account_id) == vendor:
            tax = None
        payer = self.payers.get(account_id, account_id) if customer.has_billing_metadata else None
        if vendor not in ("orb", "metronome", "amberflo", "chargebee") or (is_weak and needs_link) or is_blurred or self.lost.get(account_id) == vendor:
            payer = None
        return Told(name, email, external, tax, payer, self.parents.get(account_id), customer.group == "internal", tuple(dirt), needs_link)

    # --- the calls ------------------------------------------------------------------------------------------------

    def add_calls(self, calls: pa.Table) -> None:
        """End users that calls of a month were made for."""
        account, user = calls["account"].to_numpy(), calls["end_user_no"].to_numpy().astype(np.int64)
        named = (account >= 0) & (user % 2 == 1)
        for pair in np.unique(account[named].astype(np.int64) * 100_000 + user[named]):
            self._users.setdefault(int(pair) // 100_000, set()).add(int(pair) % 100_000)

    def users(self) -> list[tuple[str, str]]:
        accounts = self.company.customers
        return [(accounts[at].account_id, f"user_{number}") for at in sorted(self._users) for number in sorted(self._users[at])]


def tell(truth, vendor: str, rows: dict[str, list[dict]], dirt) -> None:
    """Spoils a vendor's rows as planned and writes down whose each record is; to be called before they are written."""
    if (identities := getattr(truth, "identities", None)) is not None:
        from scripts.simulate import stains  # which knows every emitter

        stains.stain(identities, vendor, rows, dirt)


def _spoiled(external: str, can_miss: bool, *at) -> tuple[str | None, str]:
    way = roll(20, "external", *at)
    if way < 9 and can_miss:
        return None, "external id missing"
    if way < 13:
        return external.upper(), "external id in other case"
    if way < 17:
        return f" {external} ", "external id with blanks"
    return pick((external[:-1], external.replace("_", "-"), external.replace("0", "O", 1), external + "1"), "typed", *at), "external id mistyped"


# --- the plan of the worst ------------------------------------------------------------------------------------------


def plan(company: Company, level: str, vendors: tuple[str, ...]) -> Identities:
    """Identities of a company; at `worst` its customers are renamed, joined by others that never paid, and its tools confused."""
    found = Identities(company, tuple(vendor for vendor in CUSTOMER_VENDORS if vendor in vendors), level)
    if found.is_worst:
        _Worst(found).plan()
    return found


class _Worst:
    def __init__(self, found: Identities):
        self.found, self.company, self.seed = found, found.company, found.company.seed
        self.used: set[str] = set()

    def plan(self) -> None:
        self._more_accounts()
        metered = {usage.account_id for usage in self.company.metered_usage}
        fixed = metered | {customer.account_id for customer in self.company.customers if not customer.has_billing_metadata}
        # What the story of the company names stays as it is.
        fixed |= {customer.account_id for customer in self.company.in_group("Team average")[:1]}
        self.used |= fixed
        for step in (self._keys, self._reused, self._mergers, self._twins, self._hubs, self._free_mail, self._resellers, self._unusual,
                     self._second_records, self._mistaken):
            step()
        self._tax_ids()
        self._weak(fixed)
        self._lost()

    def _more_accounts(self) -> None:
        made = []
        for number in range(len(self.company.customers) + 1, 298):
            started = pick(EVERY_MONTH, self.seed, "prospect", number) + timedelta(days=roll(18, self.seed, "prospect day", number))
            made.append(people.customer(
                self.seed, number, group="prospect", tier_key="starter", currency="USD", created_on=started, churned_on=None,
            ))
        for number, name in enumerate(INTERNAL, start=298):
            account = people.customer(
                self.seed, number, group="internal", tier_key="starter", currency="USD", created_on=FIRST_MONTH, churned_on=None,
            )
            made.append(replace(account, name=name, metering_name=name, email=f"qa+{number}@layersix.example", has_billing_metadata=True))
        self.company.customers += [replace(customer, has_billing_metadata=True) for customer in made]
        self.company.__dict__.pop("_by_id", None)

    def take(self, count: int, what: str, condition=lambda customer: True) -> list[Customer]:
        free = [customer for customer in self.company.customers if customer.account_id not in self.used and condition(customer)]
        free.sort(key=lambda customer: roll(1 << 32, self.seed, "take", what, customer.account_id))
        if len(free) < count:
            raise ValueError(f"only {len(free)} accounts are left for {what}")
        self.used |= {customer.account_id for customer in free[:count]}
        return free[:count]

    def change(self, customer: Customer, role: str, **changes) -> None:
        if "name" in changes:
            changes["metering_name"] = changes["name"]
            changes["country"] = names.country_of(changes["name"]) or customer.country
        at = next(at for at, other in enumerate(self.company.customers) if other.account_id == customer.account_id)
        self.company.customers[at] = replace(customer, **changes)
        self.company.__dict__.pop("_by_id", None)
        self.found.roles.setdefault(customer.account_id, set()).add(role)

    def _keys(self) -> None:
        """Keys, projects and infrastructure that changed hands in the middle of a month."""
        own = [customer for customer in self.company.customers if customer.gateway_identity == "api_key" and customer.account_id not in self.used]
        givers = self.take(min(2, len(own)), "key", lambda customer: customer in own)
        # where fewer have a key of their own, others get one
        givers += self.take(2 - len(givers), "new key", lambda customer: _pays(customer) and customer.created_on < date(2025, 9, 1))
        takers = self.take(2, "new holder", lambda customer: _pays(customer) and customer.gateway_identity == "metadata")
        days = (date(2026, 3, 14), date(2025, 11, 19))
        for giver, taker, on, told_by in zip(givers, takers, days, ("seed", "product"), strict=True):
            self.found.moves.append(Move("api_key", f"dedicated-{giver.account_id[5:]}", giver.account_id, taker.account_id, on, told_by))
        for kind, value, on, told_by in (("project", "team-orion", date(2026, 2, 17), "product"), ("project", "team-lyra", date(2025, 9, 11), "seed"),
                                         ("infrastructure", "orion-apps", date(2026, 3, 12), "seed"), ("infrastructure", "lyra-apps", date(2025, 12, 9), "product")):
            giver, taker = self.take(2, value, lambda customer: _pays(customer) and customer.created_on < date(2025, 9, 1))
            self.found.moves.append(Move(kind, value, giver.account_id, taker.account_id, on, told_by))
        for move in self.found.moves:
            for account in (move.giver, move.taker):
                has_key = {"gateway_identity": "api_key"} if (move.kind, move.giver) == ("api_key", account) else {}
                self.change(self.company.customer(account), f"{move.kind} that moved", **has_key)
        self.company.names_internal_use = True
        self.company.moves = [move for move in self.found.moves if move.kind != "infrastructure"]

    def _reused(self) -> None:
        for number in range(3):
            (old,) = self.take(1, f"re-used {number}", lambda customer: customer.group in ("churned starter", "churned pro") and customer.currency == "USD"
                               and customer.churned_on <= date(2025, 11, 1))
            (new,) = self.take(1, f"re-user {number}", lambda customer, old=old: customer.group.startswith(("Starter", "Pro light", "Pro average", "new"))
                               and customer.created_on >= old.churned_on)
            self.found.said[new.account_id], self.found.reused_on[old.account_id] = old.account_id, new.created_on
            self.change(old, "id that another got later")
            self.change(new, "id that another had before")

    def _mergers(self) -> None:
        """Two accounts that by now are one company: bought by a customer, or signed up twice. Never both paying in one month."""
        for number in range(3):
            (old,) = self.take(1, f"bought {number}", lambda customer: customer.group.startswith("churned") and customer.currency == "USD"
                               and customer.churned_on <= date(2026, 1, 1))
            (new,) = self.take(1, f"buyer {number}", lambda customer, old=old: _pays(customer) and customer.created_on >= old.churned_on)
            self._merge(old, new, f"Bought by account {new.account_id}")
        for number in range(2):
            (old,) = self.take(1, f"tried {number}", _tried)
            (new,) = self.take(1, f"then paid {number}", _pays)
            self._merge(old, new, "The trial of a company that now pays")
        for number in range(2):
            first, again = self.take(2, f"twice {number}", _tried)
            self.found.merged[again.account_id] = first.account_id
            self.change(first, "signed up twice")
            self.change(again, "signed up twice", name=first.name, email=first.email)

    def _merge(self, old, new, reason) -> None:
        self.found.merged[old.account_id] = new.account_id
        self.found.links.append((f"generic:customer_id:{old.account_id}", f"generic:customer_id:{new.account_id}", reason))
        self.change(old, "merged company")
        self.change(new, "merged company")

    def _twins(self) -> None:
        """Companies of one name, or nearly, that are not one."""
        cases = (
            ("Alpenblick Energy AG", "alpenblick-ag", "Alpenblick Energy GmbH", "alpenblick-energy", _pays, _pays, False),
            ("Wendelstein AG", "wendelstein", "Wendelstein GmbH", "wendelstein", _pays, _pays, False),
            ("Kestrelway Media Ltd", "kestrelway", "Kestrelway Media B.V.", "kestrelway", _pays, _pays, True),
            ("Summit Consulting LLC", "summit-consulting", "Summit Consulting LLC", "summitconsultants", _pays, _pays, False),
            ("Corran Legal LLC", "corran-legal", "Corran Legal Services LLC", "corranlegalservices", _pays, _tried, False),
            ("Acorn Studio Inc.", "acorn-studio", "Acorn Studio Inc.", "acornstudio-nyc", _tried, _tried, False),
            ("Delta Labs GmbH", "deltalabs-berlin", "Delta Labs B.V.", "deltalabs-nl", _pays, _tried, False),
        )
        for left_name, left_domain, right_name, right_domain, left_is, right_is, is_child in cases:
            (left,), (right,) = self.take(1, left_domain, left_is), self.take(1, f"{right_domain} 2", right_is)
            self.change(left, "same name", name=left_name, email=f"billing@{left_domain}.example")
            self.change(right, "same name", name=right_name, email=f"billing@{right_domain}.example")
            if left_domain == right_domain:
                for twin in (left, right):
                    self.found.roles[twin.account_id].add("hub domain")
            if is_child:
                self.found.parents[right.account_id] = left.account_id

    def _hubs(self) -> None:
        """A holding whose daughters pay for themselves, and an agency that signs its clients up under its own domain."""
        holding = self.take(3, "holding", _pays)
        for number, customer in enumerate(holding):
            self.change(customer, "hub domain", email=f"{('finance', 'north', 'south')[number]}@northstar-holding.example")
            if number:
                self.found.parents[customer.account_id] = holding[0].account_id
        for number, customer in enumerate(self.take(3, "agency", _pays) + self.take(4, "agency trial", _tried)):
            self.change(customer, "hub domain", email=f"client{number}@brightdesk-agency.example")

    def _free_mail(self) -> None:
        small = self.take(4, "free mail", lambda customer: customer.group.startswith("Starter")) + self.take(9, "free mail trial", _tried)
        for number, customer in enumerate(small):
            domain = ("gmail.com", "gmail.com", "outlook.com", "qq.com")[number % 4]
            self.change(customer, "free mail", email=f"{customer.email.split('@')[1].split('.')[0].replace('-', '.')}@{domain}")

    def _resellers(self) -> None:
        (reseller,), members = self.take(1, "reseller", _pays), self.take(5, "resold", _pays)
        self.change(reseller, "reseller")
        for member in members:
            self.found.payers[member.account_id] = reseller.account_id
            self.change(member, "resold")

    def _unusual(self) -> None:
        half = len(names.UNUSUAL) // 2
        chosen = self.take(half, "unusual", _pays) + self.take(len(names.UNUSUAL) - half, "unusual trial", _tried)
        for customer, (name, domain, _, _) in zip(chosen, names.UNUSUAL, strict=True):
            self.change(customer, "unusual name", name=name, email=f"billing@{domain}.example")

    def _second_records(self) -> None:
        """Two records of one company in one tool: some of the biller with money on both, most without any."""
        found = self.found
        if biller := next((vendor for vendor in ("chargebee", "stripe") if vendor in found.vendors and "zuora" not in found.vendors), None):
            moved = self.take(3, "second payer", lambda customer: _pays(customer) and len(self.company.contracts_of(customer.account_id)) == 2)
            for customer in moved:
                found.second[customer.account_id] = biller
                self.change(customer, "two records in one tool")
        for number, customer in enumerate(self.take(9, "second record", _tried) if found.vendors else ()):
            found.second[customer.account_id] = found.vendors[number % len(found.vendors)]
            self.change(customer, "two records in one tool")

    def _mistaken(self) -> None:
        """Somebody typed the id of another customer, who pays too."""
        if any(vendor in _BILLERS for vendor in self.found.vendors):
            (wrong,) = self.take(1, "mistaken", lambda customer: customer.group.startswith("Starter"))
            (right,) = self.take(1, "mistaken for", _pays)
            self.found.mistaken[wrong.account_id] = right.account_id
            self.change(wrong, "id of another")
            self.change(right, "id of another")

    def _tax_ids(self) -> None:
        for customer in self.company.customers:
            if customer.group not in ("prospect", "internal"):
                number = 100_000_000 + roll(900_000_000, self.seed, "tax id", customer.account_id)
                self.found.tax_ids[customer.account_id] = f"{customer.country}{number}"

    def _weak(self, fixed: set[str]) -> None:
        """A fifth of the accounts has one record, in one tool, without an id that could be compared as it is."""
        from scripts.simulate.emitters import chargebee

        found, tools = self.found, [vendor for vendor in self.found.vendors if vendor != "generic"]
        for customer in self.company.customers:
            account = customer.account_id
            spared = found.has(account, "id that another got later", "id that another had before", "id of another", "two records in one tool")
            if tools and account not in fixed and not spared and roll(100, self.seed, "weak", account) < 20:
                # where the biller's own id is the account's, nobody can mistype it
                own = [tool for tool in tools if tool != "chargebee" or chargebee.customer_id(customer) != account]
                if own:
                    found.weak[account] = pick(own, self.seed, "weak tool", account)

    def _lost(self) -> None:
        """Records that say nothing at all; nobody who pays is among them, because finance asked until it knew."""
        tools = [vendor for vendor in self.found.vendors if vendor not in ("generic", "amberflo")]
        for customer, tool in zip(self.take(2, "lost", _tried), tools[:2], strict=False):
            self.found.lost[customer.account_id] = tool
            self.found.weak.pop(customer.account_id, None)
        tools = [vendor for vendor in self.found.vendors if vendor in ("chargebee", "zuora", "orb") or self.found.vendors == ("stripe", "generic")]
        for customer, tool in zip(self.take(2, "blurred", _tried), tools[:1] * 2, strict=False):
            self.found.blurred[customer.account_id] = tool
            self.found.weak.pop(customer.account_id, None)


def _pays(customer: Customer) -> bool:
    return customer.churned_on is None and customer.group not in ("prospect", "internal") and not customer.group.startswith(("new", "audited"))


def _tried(customer: Customer) -> bool:
    return customer.group == "prospect"
