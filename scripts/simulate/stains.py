"""How each vendor's rows take what identity.py planned, and whose every record and identifier is.

Works on the rows of a vendor just before they are written; at `usual` it changes nothing and only writes the truth down.
"""

from __future__ import annotations

import json
from datetime import date

from scripts.simulate.dice import native_id
from scripts.simulate.emitters import chargebee, metronome, orb, stripe, zuora
from scripts.simulate.emitters._shape import arrival, as_json, at
from scripts.simulate.identity import NOBODYS, Identities, Told

# Table of customer records, its id, and what the tool calls an account.
RECORDS = {
    "stripe": ("customer", "id", lambda customer: stripe.customer_id(customer.account_id)),
    "chargebee": ("customer", "id", chargebee.customer_id),
    "zuora": ("account", "id", lambda customer: zuora.account_native_id(customer.account_id)),
    "orb": ("customers", "id", lambda customer: orb.customer_id(customer.account_id)),
    "metronome": ("customer", "id", lambda customer: metronome.customer_id(customer.account_id)),
    "amberflo": ("customers", "customerId", lambda customer: customer.account_id),
    "generic": ("customers", "source_record_id", lambda customer: customer.account_id),
}
GATEWAYS, TRACES, BILLS = ("litellm", "portkey"), ("langfuse", "helicone", "otel", "datadog"), ("focus", "cloudzero", "vantage", "kubecost")


def stain(found: Identities, vendor: str, rows: dict[str, list[dict]], dirt) -> None:
    table, key, native_of = RECORDS[vendor]
    owner = {native_of(customer): customer for customer in found.company.customers}
    # a tool's own test records look like a customer's and are nobody's
    real = [row for row in rows[table] if row[key] in owner and row.get("environment_type", "PRODUCTION") == "PRODUCTION"]
    marks: dict[str, tuple[str, ...]] = {}
    if found.is_worst:
        told = {native: found.told(vendor, customer.account_id) for native, customer in owner.items()}
        landed = {row[key] for row in real}
        for row in real:
            native = row[key]
            _TELL[vendor](found, row, told[native], owner[native])
        for native in sorted(landed):
            marks[native] = told[native].dirt
            if told[native].needs_link and "generic" in found.vendors:
                found.links.append((f"{vendor}:customer_id:{native}", f"generic:customer_id:{owner[native].account_id}", "Asked the customer"))
        _AFTER.get(vendor, lambda *_: None)(found, rows, told)
        for account in sorted(account for account, tool in found.second.items() if tool == vendor):
            customer = found.company.customer(account)
            if native_of(customer) in landed:
                again = _second(found, vendor, rows, customer, native_of(customer), table, key)
                owner[again] = customer
                marks[again] = ("two records in one tool",)
                if vendor == "metronome":
                    found.links.append((f"metronome:customer_id:{again}", f"generic:customer_id:{account}", "Asked the customer"))
        if vendor == "amberflo":
            owner, marks = _amberflo_ids(rows, told, owner, marks)
        for native_marks in marks.values():
            for what in native_marks:
                dirt.record(f"identity: {what}", vendor, table, 1)
    _write_down(found, vendor, rows[table], key, owner, marks)


def _write_down(found: Identities, vendor: str, records: list[dict], key: str, owner: dict, marks: dict) -> None:
    seen = set()
    for row in records:
        is_test = row.get("environment_type", "PRODUCTION") != "PRODUCTION"
        source_account, native = row["environment_type"].lower() if is_test else "", row[key]
        if (source_account, native) in seen:
            continue
        seen.add((source_account, native))
        customer = None if is_test else owner.get(native)
        found.rows.append({
            "vendor": vendor, "source_account": source_account, "kind": "customer_id", "value": native, "valid_from": None, "valid_to": None,
            "account_id": found.true_account(customer.account_id) if customer else NOBODYS, "name": _label(row) or native,
            "dirt": ", ".join(marks.get(native, ())),
        })


def _label(row: dict) -> str | None:
    return next((row[name] for name in ("name", "company", "customerName", "display_name") if row.get(name)), None)


# --- one record ---------------------------------------------------------------------------------------------------------


def _renamed(before: str | None, told: Told, customer) -> str | None:
    """Older versions of a record keep what the tool had done to the name then."""
    if told.name is None:
        return None
    if before and before.endswith(" (trial)"):
        return f"{told.name} (trial)"
    return told.name.upper() if before and before == customer.name.upper() != customer.name else told.name


def _stripe(found, row, told, customer) -> None:
    known = {"account_id": told.external_id} if told.external_id else {}
    row |= {"name": _renamed(row["name"], told, customer), "email": told.email, "tax_info_tax_id": told.tax_id,
            "metadata": as_json(known | ({"internal": "true"} if told.is_internal else {}))}


def _chargebee(found, row, told, customer) -> None:
    fields = [field for field in json.loads(row["custom_fields"]) if field["name"] != "cf_account_id"]
    if told.external_id and told.external_id != row["id"] and row["custom_fields"] != "[]":
        fields.append({"name": "cf_account_id", "value": told.external_id})
    row |= {"company": _renamed(row["company"], told, customer), "email": told.email, "vat_number": told.tax_id,
            "custom_fields": chargebee.compact(fields), "meta_data": chargebee.compact({"internal": "true"} if told.is_internal else {})}
    if told.parent:
        row["relationship"] = chargebee.compact({"parent_id": chargebee.customer_id(found.company.customer(told.parent))})
    if told.payer and told.payer != customer.account_id and row["payment_method"]:
        card = json.loads(row["payment_method"])
        row["payment_method"] = chargebee.compact(card | {"reference_id": f"{stripe.customer_id(told.payer)}/card_{row['id'][-8:]}"})


def _zuora(found, row, told, customer) -> None:
    numbered = f"A{int(customer.account_id[5:]):08d}"
    if row["account_number"] == numbered or told.external_id != customer.account_id:
        row |= {"account_number": numbered, "account_id_c": told.external_id}
    row |= {"name": told.name, "vatid": told.tax_id}
    if told.parent:
        row["parent_account_id"] = zuora.account_native_id(told.parent)


def _orb(found, row, told, customer) -> None:
    payer = stripe.customer_id(told.payer) if told.payer else None
    row |= {"name": _renamed(row["name"], told, customer), "email": told.email, "external_customer_id": told.external_id,
            "payment_provider": "stripe_invoice" if payer else None, "payment_provider_id": payer,
            "metadata": as_json({"internal": "true"} if told.is_internal else {})}
    if told.parent:
        row["hierarchy"] = as_json({"parent": {"id": orb.customer_id(told.parent), "external_customer_id": told.parent}})


def _metronome(found, row, told, customer) -> None:
    payer = stripe.customer_id(told.payer) if told.payer else None
    row |= {"name": _renamed(row["name"], told, customer), "ingest_aliases": as_json([told.external_id] if told.external_id else []),
            "billing_provider_type": "stripe" if payer else None, "billing_provider_customer_id": payer,
            "salesforce_account_id": None if "nothing that names it" in told.dirt else f"001{zuora.key('crm', customer.account_id)[:12]}",
            "custom_fields": as_json({"internal": "true"} if told.is_internal else {})}


def _amberflo(found, row, told, customer) -> None:
    traits = ({"stripeId": stripe.customer_id(told.payer)} if told.payer else {}) | ({"internal": "true"} if told.is_internal else {})
    row |= {"customerName": _renamed(row["customerName"], told, customer), "customerEmail": told.email, "traits": as_json(traits)}


def _generic(found, row, told, customer) -> None:
    is_older = row["display_name"] == customer.name.lower() != customer.name
    row |= {"display_name": told.name.lower() if is_older else told.name, "email": told.email, "email_domain": told.email.split("@")[1].lower(),
            "tax_id": told.tax_id, "is_internal": told.is_internal}


_TELL = {"stripe": _stripe, "chargebee": _chargebee, "zuora": _zuora, "orb": _orb, "metronome": _metronome, "amberflo": _amberflo, "generic": _generic}


# --- what follows from it in other tables -------------------------------------------------------------------------------


def _zuora_contacts(found, rows, told) -> None:
    for row in rows["contact"]:
        row["work_email"] = told[row["account_id"]].email


def _orb_references(found, rows, told) -> None:
    """Every object repeats the customer as it is known."""
    for row in (row for name in rows for row in rows[name] if row.get("customer")):
        named = json.loads(row["customer"])
        row["customer"] = as_json(named | {"external_customer_id": told[named["id"]].external_id})


def _generic_identifiers(found, rows, told) -> None:
    for row in rows["customer_identifiers"]:
        account = row["customer_native_id"]
        if row["identifier_kind"] == "domain":
            row["identifier_value"] = told[account].email.split("@")[1].lower()
        elif account in found.said:
            # the product knows until when an id was one account's and since when it is another's
            old = found.said[account]
            row |= {"identifier_value": old, "valid_from": at(found.reused_on[old])}
        elif account in found.reused_on:
            row["valid_to"] = at(found.reused_on[account])
    for move in found.moves:
        if move.told_by == "product":
            for kind in ("tag", "namespace") if move.kind == "infrastructure" else (move.kind,):
                for account, since, until in ((move.giver, None, move.on), (move.taker, move.on, None)):
                    seen = found.company.customer(account).created_on if until else move.on
                    rows["customer_identifiers"].append({
                        "source_record_id": f"{account}:{kind}:{move.value}", "customer_native_id": account, "identifier_kind": kind,
                        "identifier_value": move.value, "valid_from": since and at(since), "valid_to": until and at(until), "source_account": "",
                        "source_updated_at": arrival(found.company, seen, hour=1), "loaded_at": arrival(found.company, seen, hour=1),
                    })


_AFTER = {"zuora": _zuora_contacts, "orb": _orb_references, "generic": _generic_identifiers}


# --- two records of one company in one tool -----------------------------------------------------------------------------


def _second(found, vendor, rows, customer, native, table, key) -> str:
    """A copy of the newest version of the record under an id of its own; where money moved with it, from the second contract on."""
    first, contracts = [row for row in rows[table] if row[key] == native][0], found.company.contracts_of(customer.account_id)
    again = f"{customer.account_id}-2" if vendor in ("amberflo", "generic") else native_id("cus", vendor, "second", customer.account_id).replace(
        "cus_", {"stripe": "cus_", "orb": "cust_", "metronome": "mcus_"}.get(vendor, ""))
    row = first | {key: again}
    row |= {"orb": {"external_customer_id": None, "payment_provider": None, "payment_provider_id": None}, "metronome": {"ingest_aliases": "[]"},
            "zuora": {"account_number": f"A9{int(customer.account_id[5:]):07d}"},
            "amberflo": {"id": native_id("acus", "second", customer.account_id)}}.get(vendor, {})
    rows[table].append(row)
    if vendor == "generic":
        for told in [told for told in rows["customer_identifiers"] if told["customer_native_id"] == native]:
            value = again if told["identifier_kind"] == "external_id" else told["identifier_value"]
            rows["customer_identifiers"].append(told | {"source_record_id": f"{again}:{told['identifier_kind']}", "customer_native_id": again,
                                                        "identifier_value": value})
    if len(contracts) > 1:
        {"stripe": _stripe_moved, "chargebee": _chargebee_moved}[vendor](rows, native, again, contracts[1].starts_on)
    return again


def _stripe_moved(rows, native, again, day: date) -> None:
    for name, clock in (("subscription_history", "start_date"), ("invoice", "created"), ("charge", "created")):
        for row in rows[name]:
            if row["customer_id"] == native and row[clock] >= at(day):
                row["customer_id"] = again


def _chargebee_moved(rows, native, again, day: date) -> None:
    for name, clock in (("subscription", "started_at"), ("invoice", "date"), ("credit_note", "date"), ("transaction", "date")):
        for row in rows[name]:
            if row["customer_id"] == native and row[clock] >= chargebee.epoch(at(day)):
                row["customer_id"] = again
                if "line_items" in row:
                    row["line_items"] = row["line_items"].replace(f'"{native}"', f'"{again}"')


def _amberflo_ids(rows, told, owner, marks):
    """Amberflo's customerId is the account id: typed otherwise, it stands otherwise in every table."""
    new = {native: found.external_id for native, found in told.items() if found.external_id and found.external_id != native}
    for name in rows:
        for row in rows[name]:
            if row.get("customerId") in new:
                row["customerId"] = new[row["customerId"]]
            if name == "invoices":
                key = json.loads(row["invoiceKey"])
                if key["customerId"] in new:
                    old = key["customerId"]
                    for column in ("invoiceKey", "productItemInvoices"):
                        row[column] = row[column].replace(f'"customerId": "{old}"', f'"customerId": "{new[old]}"')
                    row["invoiceUri"] = row["invoiceUri"].replace(f"/{old}/", f"/{new[old]}/")
    return {new.get(native, native): customer for native, customer in owner.items()}, {new.get(native, native): found for native, found in marks.items()}


# --- identifiers that cost comes under ----------------------------------------------------------------------------------


def identifiers(found: Identities, vendors: tuple[str, ...], accounts_with_infra: set[str]) -> list[dict]:
    """Under which ids, keys, projects, tags, namespaces and users the tools of this stack tell cost, and whose they were when."""
    rows: list[dict] = []

    def add(vendor, kind, value, account, since=None, until=None, dirt="") -> None:
        rows.append({"vendor": vendor, "source_account": "", "kind": kind, "value": value, "valid_from": since, "valid_to": until,
                     "account_id": found.true_account(account), "name": found.company.customer(account).name, "dirt": dirt})

    def add_account(vendor, kind, customer) -> None:
        account = customer.account_id
        since = found.reused_on.get(found.said.get(account, ""))
        dirt = "id of two accounts, one after the other" if since or account in found.reused_on else ""
        add(vendor, kind, found.said_as(account), account, since, found.reused_on.get(account), dirt)

    for customer in found.company.customers:
        account = customer.account_id
        # the company's own list: which account is which customer by now
        add("(company)", "account", account, account, dirt=", ".join(sorted(found.roles.get(account, ()))))
        for vendor in vendors:
            if vendor in (*GATEWAYS, *TRACES):
                add_account(vendor, "external_id", customer)
            if vendor in GATEWAYS and customer.gateway_identity == "api_key" and not any(
                move.kind == "api_key" and move.giver == account for move in found.moves
            ):
                add(vendor, "api_key", f"dedicated-{account[5:]}", account)
            if vendor in BILLS and account in accounts_with_infra:
                add_account(vendor, "tag", customer)
                if vendor == "kubecost":
                    add(vendor, "namespace", found.said_as(account).replace("_", "-"), account)
    for vendor in vendors:
        for move in found.moves:
            kinds = {"infrastructure": ("namespace",) if vendor == "kubecost" else ("tag",)}.get(move.kind, (move.kind,))
            if vendor in (BILLS if move.kind == "infrastructure" else GATEWAYS):
                for kind in kinds:
                    add(vendor, kind, move.value, move.giver, None, move.on, "moved")
                    add(vendor, kind, move.value, move.taker, move.on, None, "moved")
        if vendor in (*GATEWAYS, *TRACES):
            for account, user in found.users():
                add(vendor, "user_id", user, account)
    return rows


def assignments(found: Identities) -> list[tuple]:
    """Rows of identifier_assignments that the product's people would have written: keys of one customer, and what moved."""
    rows, moved = [], {move.value for move in found.moves}
    for customer in found.company.customers:
        value = f"dedicated-{customer.account_id[5:]}"
        if customer.gateway_identity == "api_key" and value not in moved:
            rows.append(("api_key", value, f"generic:external_id:{customer.account_id}", customer.created_on, "", "A key issued to this customer alone"))
    for move in found.moves:
        if move.told_by == "seed":
            for kind in ("tag", "namespace") if move.kind == "infrastructure" else (move.kind,):
                rows.append((kind, move.value, f"generic:customer_id:{move.giver}", "", move.on, f"Handed over on {move.on}"))
                rows.append((kind, move.value, f"generic:customer_id:{move.taker}", move.on, "", f"Handed over on {move.on}"))
    for account, value in list(found.said.items())[:1]:
        on = found.reused_on[value]
        rows.append(("external_id", value, f"generic:customer_id:{value}", "", on, "Closed; the id was given again"))
        rows.append(("external_id", value, f"generic:customer_id:{account}", on, "", "Got the id of a closed account"))
    return rows
