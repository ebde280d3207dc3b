"""The company as Metronome's data export lands it: one destination for production and sandbox, dollars in cents and
other currencies whole, contracts as daily snapshots, open invoices as daily drafts.

Metronome meters and rates, Stripe bills: its invoices repeat Stripe's. It has no credit notes, and it draws a prepaid
commit down once per invoice, not day by day: these two the company cannot tell through it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from scripts.simulate import catalog
from scripts.simulate.dates import add_months, month_start
from scripts.simulate.dice import native_id, roll
from scripts.simulate.emitters import stripe
from scripts.simulate.emitters._books import Books
from scripts.simulate.emitters._metering import CONFLICT_ON, event_parts
from scripts.simulate.emitters._shape import arrival, as_json, at

DOLLARS = "2714e483-4ff1-48e4-9e25-ac732e8f24f2"
UNITS = {"USD": (DOLLARS, "USD (cents)", 100), "EUR": ("5e1f0c2a-unit-eur", "EUR", 1), "JPY": ("8b7d3f61-unit-jpy", "JPY", 1)}
USAGE_PRODUCTS = {
    "chat_assistant": "Chat messages", "document_analysis": "Documents analyzed", "workflow_agent": "Workflow runs",
    "semantic_search": "Search queries", "report_writer": "Reports",
}
# The product was sold under another name before: its first version.
RENAMED_FEATURE, RENAMED_FROM, RENAMED_ON = "document_analysis", "Document analysis", date(2025, 7, 1)
# Which of its lists an export repeats whole every day.
SNAPSHOTS = (
    "contracts_contracts", "contracts_balances", "contracts_subscriptions", "contracts_overrides", "contracts_rate_cards",
    "contracts_rate_card_entries", "contracts_product_list_item_versions", "packages", "contract_hierarchy_configurations",
)
POOL_PRICE = Decimal("0.50")
LIVE, EXPORT = "environment_type", "updated_at timestamp"
UNIT = "credit_type_id, credit_type_name"
LINE = (
    f"id, {LIVE}, invoice_id, {UNIT}, name, quantity number, unit_price number, total number, commit_id, product_id, group_key, group_value,"
    " pricing_group_values, subscription_id, is_prorated boolean, metadata, starting_at timestamp, ending_before timestamp"
)
INVOICE = f"id, {LIVE}, status, total number, {UNIT}, customer_id, contract_id, start_timestamp timestamp, end_timestamp timestamp"
SPAN = f"starting_at timestamp, ending_before timestamp, {EXPORT}"

TABLES = {
    "billable_metric": f"id, {LIVE}, name, aggregate, aggregate_keys, group_keys, created_at timestamp, archived_at timestamp, {EXPORT}",
    "credit_type": f"id, {LIVE}, name, is_currency boolean, {EXPORT}",
    "customer": f"id, {LIVE}, name, ingest_aliases, salesforce_account_id, billing_provider_type, billing_provider_customer_id,"
    f" custom_fields, created_at timestamp, archived_at timestamp, {EXPORT}",
    "events": f"transaction_id, {LIVE}, customer_id, timestamp timestamp, event_type, properties, {EXPORT}",
    "invoice": f"{INVOICE}, billing_provider_invoice_id, billing_provider_type, issued_at timestamp, {EXPORT}",
    "line_item": f"{LINE}, {EXPORT}",
    "draft_invoice": f"{INVOICE}, snapshot_time timestamp, {EXPORT}",
    "draft_line_item": f"{LINE}, snapshot_time timestamp, {EXPORT}",
    "contracts_contracts": f"id, {LIVE}, snapshot_id, name, customer_id, package_id, rate_card_id, archived_at timestamp,"
    f" usage_statement_schedule_frequency, created_at timestamp, {SPAN}",
    "contracts_balances": f"id, {LIVE}, snapshot_id, customer_id, contract_id, type, name, priority number, product_id, access_schedule,"
    " invoice_schedule, rollover_fraction number, rate_type, applicable_product_ids, applicable_product_tags, specifiers, ledger,"
    f" rolled_over_from_commit_id, balance number, cost_basis number, {EXPORT}",
    "contracts_subscriptions": f"id, {LIVE}, snapshot_id, contract_id, customer_id, product_id, name, billing_frequency, collection_schedule,"
    f" quantity_schedule, fiat_credit_type_id, is_prorated boolean, {SPAN}",
    "contracts_overrides": f"id, {LIVE}, snapshot_id, contract_id, product_id, applicable_product_tags, override_specifiers, entitled boolean,"
    f" rate_type, multiplier number, priority number, new_rate, target, is_commit_specific boolean, {UNIT}, {SPAN}",
    "contracts_rate_cards": f"id, {LIVE}, snapshot_id, name, aliases, fiat_credit_type_id, fiat_credit_type_name, credit_type_conversions,"
    f" archived_at timestamp, {EXPORT}",
    "contracts_rate_card_entries": f"id, {LIVE}, snapshot_id, rate_card_id, product_id, version integer, entitled boolean, rate, commit_rate,"
    f" pricing_group_values, {UNIT}, billing_frequency, {SPAN}",
    "contracts_product_list_item_versions": f"id, {LIVE}, snapshot_id, product_list_item_id, type, version integer, name, billable_metric_id,"
    f" tags, quantity_conversion, quantity_rounding, pricing_group_key, presentation_group_key, starting_at timestamp, {EXPORT}",
    "packages": f"id, {LIVE}, snapshot_id, name, rate_card_id, aliases, duration_unit, duration_value integer, archived_at timestamp, {EXPORT}",
    "contract_hierarchy_configurations": f"id, {LIVE}, snapshot_id, contract_id, parent_contract_id, parent_customer_id, payer,"
    f" usage_statement_behavior, invoice_consolidation_type, {EXPORT}",
}


def customer_id(account_id: str) -> str:
    return native_id("mcus", "metronome", account_id)


def contract_native_id(contract_id: str) -> str:
    return native_id("mcon", "metronome", contract_id)


def product_id(name: str) -> str:
    return native_id("mprd", name)


def stated(amount: Decimal, currency: str) -> Decimal:
    """An amount in the unit that Metronome states it in."""
    return amount * UNITS[currency][2]


def unit(currency: str) -> dict:
    return {"credit_type_id": UNITS[currency][0], "credit_type_name": UNITS[currency][1]}


def emit(truth, out, dirt) -> None:
    books = _Books(truth.company, dirt, TABLES)
    for step in (books.products, books.price_lists, books.customers, books.contracts, books.invoices, books.commits, books.events):
        step()
    books.write("metronome", truth, out)


class _Books(Books):
    def __init__(self, company, dirt, tables):
        super().__init__(company, dirt, tables)
        # The last evening's snapshot and the one of the evening before.
        self.snapshots = [day for day in (company.as_of - timedelta(days=1), company.as_of) if dirt.enabled or day == company.as_of]

    def add(self, name: str, seen_on: date, /, **row) -> None:
        row = {"environment_type": "PRODUCTION", "updated_at": arrival(self.company, seen_on, hour=3)} | row
        if name not in SNAPSHOTS:
            self.rows[name].append(row)
            return
        for day in self.snapshots:
            self.rows[name].append(row | {"snapshot_id": f"snap-{day}", "updated_at": at(day, 22)})

    # --- what is sold ------------------------------------------------------------------------------------------

    def products(self) -> None:
        first = catalog.FIRST_MONTH
        for currency, (unit_id, name, _) in UNITS.items():
            self.add("credit_type", first, id=unit_id, name=name, is_currency=True)
            if currency == "USD":
                self.add("credit_type", first, id=unit_id, name=name, is_currency=True, environment_type="SANDBOX")
        for feature, name in USAGE_PRODUCTS.items():
            event_name, _, _ = catalog.METERS[feature]
            metric = native_id("mmet", event_name)
            self.add("billable_metric", first, id=metric, name=name, aggregate="SUM", aggregate_keys=as_json(["quantity"]),
                     group_keys=as_json([["feature"]]), created_at=at(first))
            self._product(name, "UsageProductListItem", metric, RENAMED_FROM if feature == RENAMED_FEATURE else None)
        for tier in catalog.TIERS:
            self._product(f"{tier.title()} plan", "SubscriptionProductListItem")
            self.add("packages", first, id=native_id("mpkg", tier), name=tier.title(), rate_card_id=native_id("mrc", "USD"), aliases="[]")
        self._product("Prepaid usage pool", "FixedProductListItem")

    def _product(self, name: str, kind: str, metric: str | None = None, earlier_name: str | None = None) -> None:
        versions = [(earlier_name, catalog.FIRST_MONTH), (name, RENAMED_ON)] if earlier_name else [(name, catalog.FIRST_MONTH)]
        for number, (called, since) in enumerate(versions, start=1):
            self.add("contracts_product_list_item_versions", since, id=native_id("mprv", name, number), product_list_item_id=product_id(name),
                     type=kind, version=number, name=called, billable_metric_id=metric, tags="[]", starting_at=at(since))

    def price_lists(self) -> None:
        for currency in UNITS:
            self.add("contracts_rate_cards", catalog.FIRST_MONTH, id=native_id("mrc", currency), name=f"Price list {currency}", aliases="[]",
                     fiat_credit_type_id=UNITS[currency][0], fiat_credit_type_name=UNITS[currency][1], credit_type_conversions="[]")
        for listed in catalog.LIST_PRICES:
            rate = {"rate_type": "SUBSCRIPTION", "price": float(stated(listed.amount, listed.currency)), "quantity": 1}
            self._rate(listed.price_id, listed.currency, f"{listed.tier_key.title()} plan", rate, since=listed.valid_from, until=listed.valid_to,
                       billing_frequency="ANNUAL" if listed.billing_months == 12 else "MONTHLY")
        for feature, name in USAGE_PRODUCTS.items():
            rate = {"rate_type": "FLAT", "price": float(stated(catalog.METERS[feature][2], "USD"))}
            pool = as_json({"rate_type": "FLAT", "price": float(stated(POOL_PRICE, "USD"))}) if feature == "report_writer" else None
            self._rate(f"{feature}_metered_usd", "USD", name, rate, commit_rate=pool)

    def _rate(self, price_id, currency, product, rate, since=catalog.FIRST_MONTH, until=None, **more) -> None:
        self.add("contracts_rate_card_entries", since, id=native_id("mrat", price_id), rate_card_id=native_id("mrc", currency),
                 product_id=product_id(product), version=1, entitled=True, rate=as_json(rate), pricing_group_values=None,
                 starting_at=at(since), ending_before=until and at(until), **unit(currency), **more)

    # --- customers, contracts, invoices -----------------------------------------------------------------------------

    def customers(self) -> None:
        for customer in self.company.customers:
            # Where Stripe does not know the account, nobody connected the two tools either.
            linked = customer.has_billing_metadata
            self.add("customer", customer.created_on, id=customer_id(customer.account_id), name=customer.metering_name,
                     ingest_aliases=as_json([customer.account_id]), billing_provider_type="stripe" if linked else None,
                     billing_provider_customer_id=stripe.customer_id(customer.account_id) if linked else None, custom_fields="{}",
                     created_at=at(customer.created_on, 0, 10))

    def contracts(self) -> None:
        for contract in self.company.contracts:
            native, start, end = contract_native_id(contract.contract_id), at(contract.starts_on), contract.ends_on and at(contract.ends_on)
            tier, term = contract.tier_key.title(), {"starting_at": start, "ending_before": end}
            self.add("contracts_contracts", contract.starts_on, id=native, name=f"{tier} contract", customer_id=customer_id(contract.account_id),
                     package_id=native_id("mpkg", contract.tier_key), rate_card_id=native_id("mrc", contract.currency), created_at=start,
                     usage_statement_schedule_frequency="MONTHLY", **term)
            seats = [{"quantity": 1, "starting_at": start.isoformat() + "Z", "ending_before": end and end.isoformat() + "Z"}]
            self.add("contracts_subscriptions", contract.starts_on, id=native_id("msub", contract.contract_id), contract_id=native,
                     customer_id=customer_id(contract.account_id), product_id=product_id(f"{tier} plan"), name=f"{tier} plan",
                     billing_frequency="ANNUAL" if contract.billing_months == 12 else "MONTHLY", collection_schedule="ADVANCE",
                     quantity_schedule=as_json(seats), fiat_credit_type_id=UNITS[contract.currency][0], is_prorated=False, **term)
            if contract.discount_percent:
                until = contract.discount_until or contract.ends_on
                self.add("contracts_overrides", contract.starts_on, id=native_id("movr", contract.contract_id), contract_id=native,
                         product_id=product_id(f"{tier} plan"), applicable_product_tags="[]", override_specifiers="[]", entitled=True,
                         rate_type="multiplier", multiplier=1 - contract.discount_percent / 100, target="LIST_RATE", is_commit_specific=False,
                         starting_at=start, ending_before=until and at(until))

    def invoices(self) -> None:
        for invoice in self.company.invoices:
            native, usage = native_id("minv", invoice.invoice_id), [line for line in invoice.lines if line.kind == "usage"]
            # A scheduled invoice has no period of its own; its lines have.
            self.add("invoice", invoice.issued_on, id=native, status="FINALIZED", total=stated(invoice.total, invoice.currency),
                     customer_id=customer_id(invoice.account_id), contract_id=contract_native_id(invoice.contract_id),
                     start_timestamp=at(usage[0].service_start) if usage else None, end_timestamp=at(usage[0].service_end) if usage else None,
                     billing_provider_invoice_id=stripe.invoice_native_id(invoice.invoice_id), billing_provider_type="stripe",
                     issued_at=at(invoice.issued_on, 0, 40), **unit(invoice.currency))
            for line in invoice.lines:
                self._line(invoice.issued_on, native, line)

    def _line(self, seen_on: date, invoice: str, line) -> None:
        product = {"usage": USAGE_PRODUCTS.get(line.feature_key), "prepaid_pool": "Prepaid usage pool"}.get(line.kind, line.description)
        pool = next((grant for grant in self.company.credit_grants if grant.invoice_id == line.invoice_id), None) if line.kind == "prepaid_pool" else None
        price = line.unit_amount if line.kind == "usage" else line.net
        self.add("line_item", seen_on, id=native_id("mlin", line.line_id), invoice_id=invoice, name=line.description,
                 quantity=Decimal(line.quantity), unit_price=stated(price, line.currency), total=stated(line.net, line.currency),
                 commit_id=pool and native_id("mbal", pool.grant_id), product_id=product_id(product), metadata="{}",
                 subscription_id=native_id("msub", line.contract_id) if line.kind == "subscription" else None, is_prorated=False,
                 starting_at=at(line.service_start), ending_before=at(line.service_end), **unit(line.currency))

    # --- the prepaid pool ------------------------------------------------------------------------------------------

    def commits(self) -> None:
        """A prepaid commit per grant; every evening its ledger states what the open invoice has drawn so far."""
        for grant in self.company.credit_grants:
            draft, end = native_id("minv", grant.grant_id, "draft"), add_months(catalog.OPEN_MONTH, 1)
            paid, segment = stated(grant.paid_amount, grant.currency), native_id("mseg", grant.grant_id)
            for day in self.snapshots:
                used = [use for use in self.company.credit_drawdowns if use.grant_id == grant.grant_id and use.usage_date <= day]
                drawn = stated(sum((use.amount for use in used), Decimal(0)), grant.currency)
                ledger = [
                    {"type": "prepaid_segment_start", "timestamp": f"{at(grant.effective_on).isoformat()}Z", "amount": float(paid), "segment_id": segment},
                    {"type": "prepaid_automated_invoice_deduction", "timestamp": f"{at(end).isoformat()}Z", "amount": -float(drawn),
                     "segment_id": segment, "invoice_id": draft},
                ]
                self.rows["contracts_balances"].append(self._commit(grant, segment, paid) | {
                    "snapshot_id": f"snap-{day}", "updated_at": at(day, 22), "ledger": as_json(ledger), "balance": paid - drawn,
                })
                self._draft(grant, draft, used, drawn, day)

    def _commit(self, grant, segment: str, paid: Decimal) -> dict:
        named = unit(grant.currency)
        item = {"id": segment, "date": f"{at(grant.effective_on).isoformat()}Z", "end_date": f"{at(grant.expires_on).isoformat()}Z", "amount": float(paid)}
        bill = {"id": native_id("mssi", grant.grant_id), "date": item["date"], "amount": float(paid), "invoice_id": native_id("minv", grant.invoice_id)}
        return {
            "id": native_id("mbal", grant.grant_id), "environment_type": "PRODUCTION", "customer_id": customer_id(grant.account_id), "type": "prepaid",
            "contract_id": contract_native_id(self.company.contracts_of(grant.account_id)[-1].contract_id), "name": "Prepaid usage pool",
            "priority": Decimal(1), "product_id": product_id("Prepaid usage pool"), "rollover_fraction": Decimal(0), "rate_type": "COMMIT_RATE",
            "access_schedule": as_json({**named, "schedule_items": [item]}), "applicable_product_ids": as_json([product_id("Reports")]),
            "invoice_schedule": as_json({**named, "do_not_invoice": False, "schedule_items": [bill]}), "applicable_product_tags": "[]", "specifiers": "[]",
        }

    def _draft(self, grant, draft: str, used, drawn: Decimal, day: date) -> None:
        """The open invoice as it stood that day: usage at full price and a line that the commit pays it with."""
        contract, quantity = self.company.contracts_of(grant.account_id)[-1], sum(use.quantity for use in used)
        month, seen = month_start(day), {"snapshot_time": at(day), "environment_type": "PRODUCTION", "updated_at": at(day, 22)}
        self.rows["draft_invoice"].append({
            "id": draft, "status": "DRAFT", "total": Decimal(0), "customer_id": customer_id(grant.account_id),
            "contract_id": contract_native_id(contract.contract_id), "start_timestamp": at(month), "end_timestamp": at(add_months(month, 1)),
            **unit(grant.currency), **seen,
        })
        shared = {"invoice_id": draft, "commit_id": native_id("mbal", grant.grant_id), "product_id": product_id("Reports"), "metadata": "{}",
                  "starting_at": at(month), "ending_before": at(add_months(month, 1)), **unit(grant.currency), **seen}
        price = stated(POOL_PRICE, grant.currency)
        self.rows["draft_line_item"].append({"id": native_id("mlin", draft, "usage"), "name": "Reports", "quantity": Decimal(quantity),
                                             "unit_price": price, "total": drawn, **shared})
        self.rows["draft_line_item"].append({"id": native_id("mlin", draft, "applied"), "name": "Prepaid usage pool applied", "quantity": Decimal(1),
                                             "unit_price": -drawn, "total": -drawn, **shared})

    def events(self) -> None:
        for usage in self.company.metered_usage:
            for key, quantity, moment in event_parts(usage):
                late = self.dirt.enabled and roll(200, "late", key) == 0
                self.note("event that arrived days late", "events", late)
                # All values of properties are texts; the customer is named by alias or, now and then, by its id here.
                properties = {"feature": usage.feature_key, "quantity": str(quantity), "unit": usage.unit, "request_id": native_id("req", key)}
                self.add("events", usage.usage_date, transaction_id=key, event_type=usage.event_name, timestamp=moment,
                         customer_id=customer_id(usage.account_id) if roll(10, "customer field", key) == 0 else usage.account_id,
                         properties=as_json(properties),
                         updated_at=min(moment + (timedelta(days=3) if late else timedelta(minutes=2)), at(self.company.as_of, 23, 59)))

    # --- what a real export also holds ---------------------------------------------------------------------------------

    def note(self, what: str, name: str, count: int) -> None:
        self.notes[what, name] += int(count)

    def litter(self) -> None:
        self._delivered_twice()
        self._conflict()
        self._sandbox()
        self._voided()
        self._mistaken_contract()
        self._renamed_customers()
        for name in SNAPSHOTS:
            self.note("row of an older snapshot", name, sum(row["snapshot_id"] == f"snap-{self.snapshots[0]}" for row in self.rows[name]))
        open_invoice = self.rows["draft_invoice"][-1]
        self.rows["draft_invoice"].append(open_invoice | {"id": native_id("minv", "not computed"), "status": "DRAFT_INCOMPLETE", "total": None})
        self.note("draft that was not computed", "draft_invoice", 1)

    def _delivered_twice(self) -> None:
        """Files are delivered at least once: the same row again, hours later."""
        evening = at(self.company.as_of, 23, 59)
        for name, key in (("events", "transaction_id"), ("line_item", "id"), ("invoice", "id")):
            again = [row for row in self.rows[name] if roll(100, "again", row[key]) == 0]
            self.rows[name] += [row | {"updated_at": min(row["updated_at"] + timedelta(hours=2), evening)} for row in again]
            self.note("row delivered twice", name, len(again))

    def _conflict(self) -> None:
        """One transaction id for two bodies 40 days apart, which Metronome takes for two events; neither is any other use."""
        near = min(self.rows["events"], key=lambda row: (abs((row["timestamp"].date() - CONFLICT_ON).days), row["transaction_id"]))
        for days, quantity in ((0, "40"), (40, "400")):
            moment = near["timestamp"] + timedelta(days=days)
            properties = {"feature": "document_analysis", "quantity": quantity, "unit": "document"}
            self.rows["events"].append(near | {"transaction_id": "outbox-replay-0001", "timestamp": moment, "updated_at": moment + timedelta(minutes=2),
                                               "properties": as_json(properties)})
        self.note("two bodies under one key", "events", 2)

    def _sandbox(self) -> None:
        """A test customer with the alias of a real one, events under real transaction ids, an invoice that nobody owes."""
        test = {"environment_type": "SANDBOX"}
        real = self.rows["customer"][0]
        self.rows["customer"].append(real | test | {"id": native_id("mcus", "sandbox"), "name": f"{real['name']} (test)"})
        events = [row | test | {"properties": as_json({"quantity": "999999"})} for row in self.rows["events"] if roll(400, "sandbox", row["transaction_id"]) == 0]
        self.rows["events"] += events
        invoice = next(row for row in self.rows["invoice"] if row["customer_id"] == real["id"])
        lines = [row for row in self.rows["line_item"] if row["invoice_id"] == invoice["id"]]
        fake = native_id("minv", "sandbox")
        self.rows["invoice"].append(invoice | test | {"id": fake})
        self.rows["line_item"] += [row | test | {"id": native_id("mlin", "sandbox", row["id"]), "invoice_id": fake} for row in lines]
        for name, count in (("customer", 1), ("events", len(events)), ("invoice", 1), ("line_item", len(lines))):
            self.note("sandbox", name, count)

    def _voided(self) -> None:
        """Invoices made with a wrong rate, voided and made anew under another id."""
        for invoice in [row for row in self.rows["invoice"] if row["environment_type"] == "PRODUCTION" and roll(150, "void", row["id"]) == 0]:
            lines = [row for row in self.rows["line_item"] if row["invoice_id"] == invoice["id"]]
            wrong = native_id("minv", "wrong", invoice["id"])
            self.rows["invoice"].append(invoice | {"id": wrong, "status": "VOID", "total": invoice["total"] * 2})
            self.rows["line_item"] += [
                row | {"id": native_id("mlin", "wrong", row["id"]), "invoice_id": wrong, "unit_price": row["unit_price"] * 2, "total": row["total"] * 2}
                for row in lines
            ]
            self.note("void invoice", "invoice", 1)
            self.note("void invoice", "line_item", len(lines))

    def _mistaken_contract(self) -> None:
        """A contract that was entered by mistake and deleted between two snapshots."""
        oldest = self.rows["contracts_contracts"][0]
        self.rows["contracts_contracts"].append(oldest | {"id": native_id("mcon", "mistake"), "package_id": native_id("mpkg", "enterprise")})
        self.note("contract that only an older snapshot has", "contracts_contracts", 1)

    def _renamed_customers(self) -> None:
        """An older version of a customer under the name it had before."""
        renamed = [row for row in self.rows["customer"] if roll(20, "renamed", row["id"]) == 0]
        self.rows["customer"] += [row | {"name": f"{row['name']} (trial)", "updated_at": row["updated_at"] - timedelta(hours=5)} for row in renamed]
        self.note("second version of a row", "customer", len(renamed))
