"""The company as Orb knows it: API objects with nested JSON, money as decimal text, events as the product sent them.

Orb meters and rates; what it bills it pushes onto Stripe, so its invoices repeat Stripe's.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from scripts.simulate import catalog
from scripts.simulate.dates import add_months
from scripts.simulate.dice import native_id, roll
from scripts.simulate.emitters import stripe
from scripts.simulate.emitters._books import Books
from scripts.simulate.emitters._metering import CONFLICT_ON, event_parts
from scripts.simulate.emitters._shape import arrival, as_json, at

# The day of which one customer's events were counted wrong at first and sent anew as a backfill.
BACKFILLED_ON = date(2025, 9, 10)
LEDGER_CURRENCY = "USD"
CLOCKS = "created_at timestamp, updated_at timestamp"

TABLES = {
    "customers": "id, external_customer_id, name, email, currency, timezone, payment_provider, payment_provider_id, hierarchy,"
    f" metadata, {CLOCKS}, deleted_at timestamp",
    "billable_metrics": "id, name, item, sql, status, metadata, updated_at timestamp",
    "plans": f"id, external_plan_id, name, product, version integer, currency, invoicing_currency, status, metadata, {CLOCKS}",
    "prices": "id, name, price_type, model_type, unit_config, tiered_config, bulk_config, package_config, billable_metric, item,"
    f" plan_id, cadence, billing_mode, currency, fixed_price_quantity number, metadata, {CLOCKS}",
    "subscriptions": "id, customer, plan, status, start_date timestamp, end_date timestamp, current_billing_period_start_date timestamp,"
    f" current_billing_period_end_date timestamp, trial_info, metadata, {CLOCKS}",
    "price_intervals": "id, subscription_id, price, start_date timestamp, end_date timestamp, fixed_fee_quantity_transitions,"
    " updated_at timestamp",
    "invoices": "id, customer, subscription, invoice_number, status, invoice_source, currency, subtotal, total, amount_due,"
    " issued_at timestamp, invoice_date timestamp, created_at timestamp, voided_at timestamp, updated_at timestamp",
    "invoice_line_items": "id, invoice_id, name, quantity number, start_date timestamp, end_date timestamp, price, subtotal,"
    " adjusted_subtotal, credits_applied, partially_invoiced_amount, amount, usage_customer_ids, updated_at timestamp",
    "credit_notes": f"id, invoice_id, customer, type, subtotal, total, line_items, voided_at timestamp, {CLOCKS}",
    "credit_blocks": "id, customer_id, currency, balance number, maximum_initial_balance number, credit_block_source,"
    " effective_date timestamp, expiry_date timestamp, per_unit_cost_basis, filters, credit_allocation, status, metadata,"
    " updated_at timestamp",
    "credit_ledger_entries": "id, ledger_sequence_number integer, entry_type, entry_status, amount number, starting_balance number,"
    f" ending_balance number, currency, customer, credit_block, invoice_id, created_invoices, price_id, {CLOCKS}",
    "backfills": "id, customer_id, status, timeframe_start timestamp, timeframe_end timestamp, replace_existing_events boolean,"
    " events_ingested integer, close_time timestamp, reverted_at timestamp, deprecation_filter, created_at timestamp, updated_at timestamp",
    "events": "idempotency_key, event_name, timestamp timestamp, customer_id, external_customer_id, properties, backfill_id,"
    " deprecated boolean, ingested_at timestamp",
}


def customer_id(account_id: str) -> str:
    return native_id("cust", "orb", account_id)


def subscription_id(contract_id: str) -> str:
    return native_id("subs", "orb", contract_id)


def price_native_id(price_id: str) -> str:
    return native_id("oprc", "orb", price_id)


def item(name: str) -> dict:
    return {"id": native_id("item", name), "name": name}


def emit(truth, out, dirt) -> None:
    books = _Books(truth.company, dirt, TABLES)
    for step in (books.catalog, books.customers, books.subscriptions, books.invoices, books.credit_notes, books.credits, books.events):
        step()
    books.write("orb", truth, out)


class _Books(Books):
    def __init__(self, company, dirt, tables):
        super().__init__(company, dirt, tables)
        self.contract = {contract.contract_id: contract for contract in company.contracts}

    def add(self, name: str, seen_on: date, /, **row) -> dict:
        if name != "events":
            row["updated_at"] = arrival(self.company, seen_on, hour=3)
        self.rows[name].append(row)
        return row

    def customer_ref(self, account_id: str) -> str:
        return as_json({"id": customer_id(account_id), "external_customer_id": account_id})

    def catalog(self) -> None:
        first = catalog.FIRST_MONTH
        for feature in catalog.FEATURES:
            event_name, unit, unit_amount = catalog.METERS[feature]
            self.add("billable_metrics", first, id=native_id("bmet", event_name), name=f"{unit}s", item=as_json(item(feature)), status="active",
                     sql=f"SELECT sum(quantity) FROM events WHERE event_name = '{event_name}'", metadata=as_json({"feature": feature}))
            self._price(f"{feature}_metered_usd", f"{unit.capitalize()}s", unit_amount, "USD", first, metric=event_name, feature=feature)
        self._price("prepaid_reports_usd", "Reports from the pool", Decimal("0.50"), "USD", catalog.OPEN_MONTH, metric="reports", feature="report_writer")
        self._price("prepaid_pool_usd", "Prepaid usage pool", Decimal("60000.00"), "USD", catalog.OPEN_MONTH, cadence="one_time",
                    metadata={"revenue_type": "prepaid"})
        for tier in catalog.TIERS:
            self.add("plans", first, id=native_id("plan", tier), external_plan_id=tier, name=tier.title(), version=1, currency="USD",
                     invoicing_currency="USD", status="active", metadata="{}", product=as_json(item(f"{tier} plan")), created_at=at(first))
        for listed in catalog.LIST_PRICES:
            self._price(listed.price_id, f"{listed.tier_key.title()} plan", listed.amount, listed.currency, listed.valid_from,
                        cadence="annual" if listed.billing_months == 12 else "monthly", plan=listed.tier_key)

    def _price(self, price_id, name, amount, currency, since, cadence="monthly", metric=None, feature=None, plan=None, metadata=None) -> None:
        self.add(
            "prices", since, id=price_native_id(price_id), name=name, price_type="usage_price" if metric else "fixed_price",
            model_type="unit", unit_config=as_json({"unit_amount": str(amount)}), cadence=cadence, currency=currency,
            billable_metric=metric and as_json({"id": native_id("bmet", metric)}), item=as_json(item(feature or name)),
            plan_id=plan and native_id("plan", plan), billing_mode="in_arrear" if metric else "in_advance",
            fixed_price_quantity=None if metric else Decimal(1), created_at=at(since),
            metadata=as_json(metadata or ({"feature": feature} if feature else {})),
        )

    def customers(self) -> None:
        for customer in self.company.customers:
            # Where Stripe does not know the account, nobody connected the two tools either.
            linked = customer.has_billing_metadata
            self.add(
                "customers", customer.created_on, id=customer_id(customer.account_id), external_customer_id=customer.account_id,
                name=customer.metering_name, email=customer.email, currency=customer.currency, timezone="Etc/UTC",
                payment_provider="stripe_invoice" if linked else None,
                payment_provider_id=stripe.customer_id(customer.account_id) if linked else None, metadata="{}",
                created_at=at(customer.created_on, 0, 10),
            )

    def subscriptions(self) -> None:
        metered = {
            (line.contract_id, line.price_id) for invoice in self.company.invoices for line in invoice.lines if line.kind == "usage"
        }
        for contract in self.company.contracts:
            native, start, end = subscription_id(contract.contract_id), at(contract.starts_on), contract.ends_on and at(contract.ends_on)
            ended = contract.ends_on is not None and contract.ends_on <= self.company.as_of
            period = contract.starts_on
            while add_months(period, contract.billing_months) <= min(self.company.as_of, (contract.ends_on or date.max) - timedelta(days=1)):
                period = add_months(period, contract.billing_months)
            tier = contract.tier_key
            self.add(
                "subscriptions", contract.ends_on if ended else contract.starts_on, id=native, customer=self.customer_ref(contract.account_id),
                plan=as_json({"id": native_id("plan", tier), "name": tier.title(), "external_plan_id": tier}), metadata="{}",
                status="ended" if ended else "active", start_date=start, end_date=end, created_at=start,
                current_billing_period_start_date=at(period), current_billing_period_end_date=at(add_months(period, contract.billing_months)),
            )
            self._interval(contract, contract.price_id, contract.list_amount, contract.currency, 1)
            for owner, price_id in sorted(metered):
                if owner == contract.contract_id:
                    feature = price_id.removesuffix("_metered_usd")
                    self._interval(contract, price_id, catalog.METERS[feature][2], "USD", None)

    def _interval(self, contract, price_id, amount, currency, quantity) -> None:
        """The price as negotiated; a fixed one says its quantity as the transition with which the interval begins."""
        native, yearly = price_native_id(price_id), quantity and contract.billing_months == 12
        price = {"id": native, "currency": currency, "cadence": "annual" if yearly else "monthly",
                 "price_type": "fixed_price" if quantity else "usage_price", "unit_config": {"unit_amount": str(amount)}}
        steps = [{"effective_date": str(contract.starts_on), "price_id": native, "quantity": quantity}] if quantity else []
        self.add("price_intervals", contract.starts_on, id=native_id("pint", contract.contract_id, price_id),
                 fixed_fee_quantity_transitions=as_json(steps), subscription_id=subscription_id(contract.contract_id), price=as_json(price), start_date=at(contract.starts_on),
                 end_date=contract.ends_on and at(contract.ends_on))

    def invoices(self) -> None:
        for invoice in self.company.invoices:
            native, gross = native_id("inv", "orb", invoice.invoice_id), sum(line.gross for line in invoice.lines)
            self.add(
                "invoices", invoice.paid_on or invoice.issued_on, id=native, customer=self.customer_ref(invoice.account_id),
                subscription=as_json({"id": subscription_id(invoice.contract_id)}), invoice_number=f"ORB-{native[-6:].upper()}",
                status="paid" if invoice.paid_on else "issued", invoice_source="subscription", currency=invoice.currency,
                subtotal=str(gross), total=str(invoice.total), amount_due=str(Decimal(0) if invoice.paid_on else invoice.total),
                issued_at=at(invoice.issued_on, 0, 40), invoice_date=at(invoice.issued_on), created_at=at(invoice.issued_on, 0, 35),
            )
            for line in invoice.lines:
                self._line(invoice.issued_on, native, customer_id(invoice.account_id), line)

    def _line(self, seen_on, invoice, customer, line) -> None:
        usage = line.kind == "usage"
        price = {
            "id": price_native_id(line.price_id), "item": item(line.feature_key or line.description),
            "price_type": "usage_price" if usage else "fixed_price",
            "billable_metric": {"id": native_id("bmet", catalog.METERS[line.feature_key][0])} if usage else None,
        }
        self.add(
            "invoice_line_items", seen_on, id=native_id("ili", line.line_id), invoice_id=invoice, name=line.description,
            quantity=Decimal(line.quantity), start_date=at(line.service_start), end_date=at(line.service_end), price=as_json(price),
            subtotal=str(line.gross), adjusted_subtotal=str(line.net), credits_applied="0.00", partially_invoiced_amount="0.00",
            amount=str(line.net), usage_customer_ids=as_json([customer]) if usage else None,
        )

    def credit_notes(self) -> None:
        for note in self.company.credit_notes:
            self.add(
                "credit_notes", note.issued_on, id=native_id("cnt", note.credit_note_id), invoice_id=native_id("inv", "orb", note.invoice_id),
                customer=self.customer_ref(note.account_id), type="refund" if note.refund_id else "adjustment", subtotal=str(note.amount),
                total=str(note.amount), created_at=at(note.issued_on, 10),
                line_items=as_json([{"id": native_id("cnl", note.credit_note_id), "name": "Credit", "subtotal": str(note.amount),
                                     "amount": str(note.amount), "tax_amounts": []}]),
            )

    def credits(self) -> None:
        """A prepaid block per grant and its ledger: one increment, then one decrement a day."""
        for grant in self.company.credit_grants:
            drawn = [use for use in self.company.credit_drawdowns if use.grant_id == grant.grant_id]
            block, left = native_id("blk", grant.grant_id), grant.paid_amount - sum(use.amount for use in drawn)
            self.add(
                "credit_blocks", self.company.as_of, id=block, customer_id=customer_id(grant.account_id), currency=LEDGER_CURRENCY,
                balance=left, maximum_initial_balance=grant.paid_amount, credit_block_source="commitment",
                effective_date=at(grant.effective_on), expiry_date=at(grant.expires_on), per_unit_cost_basis="1.00", filters="[]",
                status="active", metadata="{}",
            )
            shared = {
                "entry_status": "committed", "currency": LEDGER_CURRENCY, "customer": self.customer_ref(grant.account_id),
                "credit_block": as_json({"id": block, "expiry_date": str(grant.expires_on), "per_unit_cost_basis": "1.00"}),
            }
            balance = grant.paid_amount
            self.add("credit_ledger_entries", grant.effective_on, id=native_id("cle", grant.grant_id), ledger_sequence_number=1,
                     entry_type="increment", amount=balance, starting_balance=Decimal(0), ending_balance=balance,
                     created_at=at(grant.effective_on, 0, 20), **shared)
            cycle = native_id("inv", "orb", grant.grant_id, "cycle")
            for number, use in enumerate(drawn, start=2):
                self.add("credit_ledger_entries", use.usage_date, id=native_id("cle", use.drawdown_id), ledger_sequence_number=number,
                         entry_type="decrement", amount=use.amount, starting_balance=balance, ending_balance=balance - use.amount,
                         invoice_id=cycle, price_id=price_native_id("prepaid_reports_usd"), created_at=at(use.usage_date, 23, 30), **shared)
                balance -= use.amount
            if drawn:
                self._open_cycle(grant, drawn, cycle)

    def _open_cycle(self, grant, drawn, cycle) -> None:
        """The draft that collects this month's use of the pool: all of it paid by credits."""
        contract = self.company.contracts_of(grant.account_id)[-1]
        used, quantity = sum(use.amount for use in drawn), sum(use.quantity for use in drawn)
        start, end = catalog.OPEN_MONTH, add_months(catalog.OPEN_MONTH, 1)
        self.add("invoices", self.company.as_of, id=cycle, customer=self.customer_ref(grant.account_id),
                 subscription=as_json({"id": subscription_id(contract.contract_id)}), status="draft", invoice_source="subscription",
                 currency=grant.currency, subtotal=str(used), total="0.00", amount_due="0.00", created_at=at(start))
        price = {"id": price_native_id("prepaid_reports_usd"), "item": item("report_writer"), "price_type": "usage_price",
                 "billable_metric": {"id": native_id("bmet", "reports")}}
        self.add("invoice_line_items", self.company.as_of, id=native_id("ili", cycle), invoice_id=cycle, name="Reports from the pool",
                 quantity=Decimal(quantity), start_date=at(start), end_date=at(end), price=as_json(price), subtotal=str(used),
                 adjusted_subtotal=str(used), credits_applied=str(used), partially_invoiced_amount="0.00", amount="0.00")

    def events(self) -> None:
        for usage in self.company.metered_usage:
            for key, quantity, moment in event_parts(usage):
                self._event(usage, key, quantity, moment)

    def _event(self, usage, key: str, quantity: int, moment: datetime) -> None:
        properties = {"feature": usage.feature_key, "quantity": quantity, "unit": usage.unit, "request_id": native_id("req", key)}
        by_orb_id = roll(10, "customer field", key) == 0
        late = self.dirt.enabled and roll(200, "late", key) == 0
        if late:
            self.note("event that arrived days late", "events", 1)
        self.add(
            "events", usage.usage_date, idempotency_key=key, event_name=usage.event_name, timestamp=moment,
            customer_id=customer_id(usage.account_id) if by_orb_id else None,
            external_customer_id=None if by_orb_id else usage.account_id, properties=as_json(properties), deprecated=False,
            ingested_at=min(moment + (timedelta(days=3) if late else timedelta(minutes=2)), at(self.company.as_of, 23, 59)),
        )

    # --- what a real outbox and a real export also hold --------------------------------------------------------

    def note(self, what: str, name: str, count: int) -> None:
        self.notes[what, name] += count

    def litter(self) -> None:
        wrong = self._backfills()
        events = list(self.rows["events"])
        again = [row for row in events if roll(100, "again", row["idempotency_key"]) == 0]
        evening = at(self.company.as_of, 23, 59)
        for row in again:
            self.rows["events"].append(row | {"ingested_at": min(row["ingested_at"] + timedelta(minutes=7), evening)})
        self.note("event sent twice", "events", len(again))
        withdrawn = [row for row in events if roll(250, "withdrawn", row["idempotency_key"]) == 0]
        for row in withdrawn:
            self.rows["events"].append(row | {"idempotency_key": row["idempotency_key"] + ":withdrawn", "deprecated": True})
        self.note("deprecated event", "events", len(withdrawn))
        self._conflict(events)
        self.rows["events"] += wrong
        self._renamed_customers()

    def _backfills(self) -> list[dict]:
        """A backfill that replaced a day's wrong events, one that was never closed and one that was taken back."""
        day = [row for row in self.rows["events"] if row["timestamp"].date() == BACKFILLED_ON]
        account = min(row["idempotency_key"].split(":")[0] for row in day)
        day = [row for row in day if row["idempotency_key"].startswith(f"{account}:")]
        wrong = []
        for name, status, replaces in (("right", "reflected", True), ("open", "pending", True), ("undone", "reverted", True)):
            native, closed = native_id("bkf", name), at(BACKFILLED_ON + timedelta(days=5), 3)
            self.add("backfills", BACKFILLED_ON + timedelta(days=5), id=native, customer_id=customer_id(account), status=status,
                     timeframe_start=at(BACKFILLED_ON), timeframe_end=at(BACKFILLED_ON + timedelta(days=1)), replace_existing_events=replaces,
                     events_ingested=len(day), close_time=None if name == "open" else closed, created_at=at(BACKFILLED_ON + timedelta(days=5)),
                     reverted_at=closed + timedelta(days=1) if name == "undone" else None)
            # The right events are those of the truth; what was sent first, and what the other two sent, must not count.
            for row in day:
                wrong.append(row | {"idempotency_key": f"{name}:{row['idempotency_key']}", "backfill_id": None if name == "right" else native})
            if name == "right":
                for row in day:
                    row["backfill_id"] = native
        self.note("event of a backfill that does not count, or that one replaced", "events", len(wrong))
        return wrong

    def _conflict(self, events) -> None:
        """Two bodies under one key that belong to no other use, so that leaving both out changes no total."""
        near = min(events, key=lambda row: (abs((row["timestamp"].date() - CONFLICT_ON).days), row["idempotency_key"]))
        for quantity in (40, 400):
            properties = {"feature": near["idempotency_key"].split(":")[1], "quantity": quantity, "unit": "document", "request_id": None}
            self.rows["events"].append(near | {"idempotency_key": "outbox-replay-0001", "properties": as_json(properties)})
        self.note("two bodies under one key", "events", 2)

    def _renamed_customers(self) -> None:
        """An older version of a customer under the name it had before."""
        renamed = [row for row in self.rows["customers"] if roll(20, "renamed", row["id"]) == 0]
        for row in renamed:
            self.rows["customers"].append(row | {"name": f"{row['name']} (trial)", "updated_at": row["updated_at"] - timedelta(hours=5)})
        self.note("second version of a row", "customers", len(renamed))
