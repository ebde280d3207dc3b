"""The company as Stripe knows it and Fivetran lands it: integer minor units, one row per object, booleans for deletion.

Where another vendor bills, Stripe only moves the money: PROCESSOR_TABLES and nothing else, charges without invoices, and
no bank transfers, which the biller records itself.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from scripts.simulate import catalog
from scripts.simulate.dates import add_months
from scripts.simulate.dice import native_id, roll
from scripts.simulate.emitters._shape import arrival, as_json, at, columns, minor, table
from scripts.simulate.identity import tell

# From this day on the account uses the API version that moved line prices, parents and payments elsewhere.
NEW_API = date(2025, 7, 1)
# German and Dutch prices contain value added tax, in percent.
INCLUSIVE_TAX = {"DE": 19, "NL": 21}
SYNC = "_fivetran_synced timestamp"

TABLES = {
    "customer": f"id, name, email, description, currency, created timestamp, is_deleted boolean, livemode boolean, metadata,"
    f" delinquent boolean, tax_info_tax_id, address_country, {SYNC}",
    "subscription_history": "id, customer_id, status, created timestamp, start_date timestamp, ended_at timestamp,"
    " cancel_at timestamp, cancel_at_period_end boolean, canceled_at timestamp, trial_start timestamp, trial_end timestamp,"
    " current_period_start timestamp, current_period_end timestamp, livemode boolean, metadata, _fivetran_active boolean,"
    f" _fivetran_start timestamp, _fivetran_end timestamp, {SYNC}",
    "subscription_item": "id, subscription_id, plan_id, quantity integer, created timestamp, metadata,"
    f" current_period_start timestamp, current_period_end timestamp, {SYNC}",
    "subscription_discount": f"id, subscription_id, coupon_id, source_coupon, start timestamp, end timestamp, {SYNC}",
    "coupon": "id, name, percent_off number, amount_off integer, currency, duration, duration_in_months integer,"
    f" livemode boolean, is_deleted boolean, created timestamp, {SYNC}",
    "price": "id, product_id, type, nickname, lookup_key, metadata, currency, billing_scheme, tiers_mode, recurring_interval,"
    " recurring_interval_count integer, recurring_usage_type, recurring_meter, unit_amount integer, unit_amount_decimal,"
    " transform_quantity_divide_by integer, active boolean, is_deleted boolean, livemode boolean, created timestamp,"
    f" {SYNC}",
    "plan": "id, product_id, nickname, currency, amount integer, billing_scheme, tiers_mode, interval, interval_count integer,"
    f" usage_type, transform_usage_divide_by integer, is_deleted boolean, livemode boolean, created timestamp, {SYNC}",
    "tier": "id, index integer, up_to integer, unit_amount integer, unit_amount_decimal, flat_amount integer,"
    f" flat_amount_decimal, {SYNC}",
    "product": f"id, name, metadata, active boolean, is_deleted boolean, livemode boolean, created timestamp, {SYNC}",
    "invoice": "id, customer_id, subscription_id, parent_subscription_details_subscription, number, status, currency,"
    " created timestamp, status_transitions_finalized_at timestamp, status_transitions_paid_at timestamp,"
    " status_transitions_voided_at timestamp, status_transitions_marked_uncollectible_at timestamp, subtotal integer,"
    " total integer, tax integer, total_excluding_tax integer, amount_due integer,"
    f" amount_paid integer, amount_remaining integer, livemode boolean, is_deleted boolean, metadata, {SYNC}",
    "invoice_line_item": "invoice_id, unique_id, id, amount integer, currency, description, period_start timestamp,"
    " period_end timestamp, quantity integer, quantity_decimal, livemode boolean, discountable boolean, metadata, price_id,"
    " plan_id, subscription_id, subscription_item_id, type, proration boolean, pricing_price_details_price,"
    " pricing_price_details_product, pricing_unit_amount_decimal, parent_type,"
    " parent_subscription_item_details_subscription, parent_subscription_item_details_proration boolean,"
    f" parent_invoice_item_details_proration boolean, parent_invoice_item_details_subscription, {SYNC}",
    "discount": f"id, type, type_id, amount integer, coupon_id, invoice_id, invoice_item_id, {SYNC}",
    "tax_amount": f"index integer, type, type_id, amount integer, inclusive boolean, tax_behavior, {SYNC}",
    "credit_note": "id, invoice_id, status, currency, created timestamp, reason, refund_id, amount integer, subtotal integer,"
    f" total integer, post_payment_amount integer, livemode boolean, voided_at timestamp, {SYNC}",
    "credit_note_refund": f"credit_note_id, refund_id, amount_refunded integer, {SYNC}",
    "credit_note_line_item": "credit_note_id, id, amount integer, discount_amount integer, invoice_line_item, type,"
    f" quantity integer, livemode boolean, {SYNC}",
    "refund": "id, charge_id, payment_intent_id, amount integer, currency, status, reason, created timestamp,"
    f" balance_transaction_id, connected_account_id, {SYNC}",
    "dispute": "id, charge_id, amount integer, currency, status, reason, created timestamp, livemode boolean,"
    f" connected_account_id, {SYNC}",
    "charge": "id, customer_id, invoice_id, payment_intent_id, amount integer, currency, status, paid boolean,"
    " captured boolean, created timestamp, livemode boolean, balance_transaction_id, connected_account_id, failure_code,"
    f" {SYNC}",
    "invoice_payment": f"id, invoice_id, payment_intent_id, charge_id, amount_paid integer, currency, status, {SYNC}",
    "balance_transaction": "id, source, type, amount integer, fee integer, net integer, currency, created timestamp,"
    f" connected_account_id, exchange_rate number, {SYNC}",
    "fee": f"balance_transaction_id, index integer, amount integer, currency, type, description, {SYNC}",
    "billing_meter": "id, event_name, display_name, default_aggregation_formula, value_settings_event_payload_key, status,"
    f" livemode boolean, {SYNC}",
}
# What Stripe holds where it only collects for another biller.
PROCESSOR_TABLES = ("customer", "charge", "balance_transaction", "fee", "refund", "dispute")


def customer_id(account_id: str) -> str:
    return native_id("cus", "stripe", account_id)


def subscription_id(contract_id: str) -> str:
    return native_id("sub", "stripe", contract_id, length=24)


def price_native_id(price_id: str) -> str:
    return f"price_{price_id}"


def invoice_native_id(invoice_id: str) -> str:
    return native_id("in", "stripe", invoice_id, length=24)


def emit(truth, out, dirt, processor_only: bool = False) -> None:
    books = _Books(truth.company, dirt)
    for step in (books.catalog, books.customers, books.subscriptions, books.invoices, books.payments, books.reductions):
        step()
    if dirt.enabled:
        books.litter()
    if processor_only:
        books.collect_only()
    tell(truth, "stripe", books.rows, dirt)
    told = PROCESSOR_TABLES if processor_only else tuple(TABLES)
    for (what, name), count in books.notes.items():
        if name in told and dirt.enabled:
            dirt.record(what, "stripe", name, count)
    for name in told:
        out.write("stripe", name, table(columns(TABLES[name]), books.rows[name]))


def not_landed_by_processor() -> list[str]:
    """What `missing` has to say where Stripe only collects."""
    return [f"stripe.{name}" for name in TABLES if name not in (*PROCESSOR_TABLES, "fee")]


class _Books:
    """The raw tables while they are filled."""

    def __init__(self, company, dirt):
        self.company, self.dirt = company, dirt
        self.rows: dict[str, list[dict]] = {name: [] for name in TABLES}
        self.tax_of_invoice: dict[str, int] = {}
        self.notes: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, seen_on: date, /, **row) -> dict:
        row["_fivetran_synced"] = arrival(self.company, seen_on)
        self.rows[name].append(row)
        return row

    def catalog(self) -> None:
        first = catalog.FIRST_MONTH
        for tier in catalog.TIERS:
            self._product(f"prod_{tier}", f"{tier.title()} plan", {})
        for listed in catalog.LIST_PRICES:
            self._price(
                listed.price_id, f"prod_{listed.tier_key}", listed.currency, listed.amount, listed.valid_from,
                months=listed.billing_months, active=listed.valid_to is None,
            )
        for number, feature in enumerate(catalog.FEATURES):
            event_name, _, unit_amount = catalog.METERS[feature]
            # Where the feature is written differs by who set the product up.
            on_product = {"feature": feature} if number % 2 == 0 else {}
            on_price = {} if number % 2 == 0 else {"feature": feature}
            self._product(f"prod_usage_{feature}", f"{feature.replace('_', ' ').capitalize()} usage", on_product)
            self._price(f"{feature}_metered_usd", f"prod_usage_{feature}", "USD", unit_amount, first, meter=event_name, metadata=on_price)
            self.add("billing_meter", first, id=f"mtr_{event_name.replace('.', '_')}", event_name=event_name, display_name=event_name,
                     default_aggregation_formula="sum", value_settings_event_payload_key="value", status="active", livemode=True)
        self._product("prod_prepaid_pool", "Prepaid usage pool", {"revenue_type": "prepaid"})
        self._price("prepaid_pool_usd", "prod_prepaid_pool", "USD", Decimal("60000.00"), first, recurring=False)
        # An offer from before the flat price per document: nobody is on it.
        self._price("documents_graduated_usd", "prod_usage_document_analysis", "USD", None, first, meter="documents.analyzed", active=False)
        for index, (up_to, unit, flat) in enumerate(((1_000, "12", None), (10_000, "9.5", None), (None, "8", 5_000))):
            self.add("tier", first, id=price_native_id("documents_graduated_usd"), index=index, up_to=up_to,
                     unit_amount=None if "." in unit else int(unit), unit_amount_decimal=unit, flat_amount=flat)
        for coupon, percent, months in (("LAUNCH20", 20, 3), ("ENTERPRISE40", 40, None)):
            self.add("coupon", first, id=coupon, name=coupon, percent_off=Decimal(percent), livemode=True, is_deleted=False,
                     duration="repeating" if months else "forever", duration_in_months=months, created=at(first))

    def _product(self, product_id, name, metadata) -> None:
        first = catalog.FIRST_MONTH
        self.add("product", first, id=product_id, name=name, metadata=as_json(metadata), active=True, is_deleted=False,
                 livemode=True, created=at(first))

    def _price(self, price_id, product_id, currency, amount, since, months=1, meter=None, metadata=None, active=True, recurring=True):
        units = None if amount is None else amount.scaleb(0 if currency == "JPY" else 2)
        whole = None if units is None or units != int(units) else int(units)
        interval, count = ("year", 1) if months == 12 else ("month", months)
        shared = {
            "id": price_native_id(price_id), "product_id": product_id, "nickname": price_id.replace("_", " "),
            "currency": currency.lower(), "billing_scheme": "per_unit" if units is not None else "tiered",
            "tiers_mode": None if units is not None else "graduated", "is_deleted": False, "livemode": True,
            "created": at(since),
        }
        usage_type = "metered" if meter else "licensed"
        self.add(
            "price", since, **shared, type="recurring" if recurring else "one_time", lookup_key=meter,
            metadata=as_json(metadata or {}), recurring_interval=interval if recurring else None,
            recurring_interval_count=count if recurring else None, recurring_usage_type=usage_type if recurring else None,
            recurring_meter=meter and f"mtr_{meter.replace('.', '_')}", unit_amount=whole,
            unit_amount_decimal=None if units is None else format(units.normalize(), "f"), active=active,
        )
        if recurring:
            self.add("plan", since, **shared, amount=whole, interval=interval, interval_count=count, usage_type=usage_type)

    def customers(self) -> None:
        for customer in self.company.customers:
            known = {"account_id": customer.account_id} if customer.has_billing_metadata else {}
            self.add(
                "customer", customer.created_on, id=customer_id(customer.account_id), name=customer.name, email=customer.email,
                description=None, currency=customer.currency.lower(), created=at(customer.created_on, 0, 3), is_deleted=False,
                livemode=True, metadata=as_json(known), delinquent=False, address_country=customer.country,
            )

    def subscriptions(self) -> None:
        company = self.company
        used = {(line.contract_id, line.price_id) for invoice in company.invoices for line in invoice.lines if line.kind == "usage"}
        for contract in company.contracts:
            native = subscription_id(contract.contract_id)
            started = at(contract.starts_on)
            ended = contract.ends_on and contract.ends_on <= company.as_of
            period_start, period_end = self._current_period(contract)
            shared = {
                "id": native, "customer_id": customer_id(contract.account_id), "created": started, "start_date": started,
                "current_period_start": at(period_start), "current_period_end": at(period_end), "livemode": True,
                "metadata": "{}", "cancel_at_period_end": False,
            }
            if ended:
                # Fivetran keeps the state before the end as history.
                self.add("subscription_history", contract.starts_on, **shared, status="active", _fivetran_active=False,
                         _fivetran_start=started, _fivetran_end=at(contract.ends_on))
                self.add("subscription_history", contract.ends_on, **shared, status="canceled", ended_at=at(contract.ends_on),
                         canceled_at=at(contract.ends_on - timedelta(days=9)), _fivetran_active=True,
                         _fivetran_start=at(contract.ends_on))
            else:
                self.add("subscription_history", contract.starts_on, **shared, status="active", _fivetran_active=True,
                         _fivetran_start=started)
            prices = [contract.price_id] + sorted(price for owner, price in used if owner == contract.contract_id)
            for price in prices:
                metered = price != contract.price_id
                self.add("subscription_item", contract.starts_on, id=native_id("si", contract.contract_id, price), subscription_id=native,
                         plan_id=price_native_id(price), quantity=None if metered else 1, created=started, metadata="{}",
                         current_period_start=at(period_start), current_period_end=at(period_end))
            if contract.coupon_id:
                new_api = contract.starts_on >= NEW_API
                self.add("subscription_discount", contract.starts_on, id=native_id("di", contract.contract_id), subscription_id=native,
                         coupon_id=None if new_api else contract.coupon_id, source_coupon=contract.coupon_id if new_api else None,
                         start=started, end=contract.discount_until and at(contract.discount_until))

    def _current_period(self, contract) -> tuple[date, date]:
        start = contract.starts_on
        last = min(self.company.as_of, (contract.ends_on or date.max) - timedelta(days=1))
        while add_months(start, contract.billing_months) <= last:
            start = add_months(start, contract.billing_months)
        return start, add_months(start, contract.billing_months)

    def invoices(self) -> None:
        for invoice in self.company.invoices:
            self._invoice(invoice)

    def _invoice(self, invoice) -> None:
        native, day, new_api = invoice_native_id(invoice.invoice_id), invoice.issued_on, invoice.issued_on >= NEW_API
        customer = self.company.customer(invoice.account_id)
        percent = INCLUSIVE_TAX.get(customer.country, 0) if self.dirt.enabled and customer.currency == "EUR" else 0
        subtotal = discounts = tax = 0
        for line in invoice.lines:
            line_tax = minor((line.net * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP), line.currency) if percent else 0
            subtotal += minor(line.gross, line.currency) + line_tax
            discounts += minor(line.discount, line.currency)
            tax += line_tax
            self._line(invoice, native, line, line_tax, new_api)
        if percent:
            self.note("inclusive tax", "tax_amount", len(invoice.lines))
        if discounts:
            # Stripe repeats the discounts of the lines as one row of the invoice.
            self.add("discount", day, id=native_id("di", invoice.contract_id), type="invoice", type_id=native, amount=discounts,
                     coupon_id=self._coupon(invoice.contract_id), invoice_id=native)
        self.tax_of_invoice[invoice.invoice_id] = tax
        total = subtotal - discounts
        subscription = subscription_id(invoice.contract_id)
        self.add(
            "invoice", invoice.paid_on or day, id=native, customer_id=customer_id(invoice.account_id),
            subscription_id=None if new_api else subscription,
            parent_subscription_details_subscription=subscription if new_api else None, number=f"L6-{native[-8:].upper()}",
            status="paid" if invoice.paid_on else "open", currency=invoice.currency.lower(), created=at(day, 0, 5),
            status_transitions_finalized_at=at(day, 1, 5), status_transitions_paid_at=invoice.paid_on and at(invoice.paid_on, 9, 30),
            subtotal=subtotal, total=total, tax=None if new_api else tax, total_excluding_tax=total - tax if new_api else None,
            amount_due=total, amount_paid=total if invoice.paid_on else 0,
            amount_remaining=0 if invoice.paid_on else total, livemode=True, is_deleted=False, metadata="{}",
        )

    def _coupon(self, contract_id: str) -> str | None:
        return next(contract.coupon_id for contract in self.company.contracts if contract.contract_id == contract_id)

    def _line(self, invoice, native, line, line_tax, new_api) -> None:
        day, subscription = invoice.issued_on, subscription_id(line.contract_id)
        recurring = line.kind == "subscription"
        # Metered and prepaid lines are pushed as invoice items; on the new API those have no price, only metadata.
        metadata = {}
        if line.kind == "usage":
            metadata = {"revenue_type": "usage", "feature": line.feature_key} if new_api else {}
        elif line.kind == "prepaid_pool":
            metadata = {"revenue_type": "prepaid"}
        row = {
            "invoice_id": native, "unique_id": native_id("il", line.line_id, length=24), "id": native_id("il", line.line_id, length=24),
            "amount": minor(line.gross, line.currency) + line_tax, "currency": line.currency.lower(), "description": line.description,
            "period_start": at(line.service_start), "period_end": at(line.service_end), "quantity": line.quantity, "livemode": True,
            "discountable": True, "metadata": as_json(metadata),
        }
        price = price_native_id(line.price_id)
        if not new_api:
            row |= {"price_id": price, "plan_id": price, "subscription_id": subscription, "proration": False,
                    "subscription_item_id": native_id("si", line.contract_id, line.price_id),
                    "type": "subscription" if recurring else "invoiceitem"}
        elif recurring:
            units = format(line.unit_amount.scaleb(0 if line.currency == "JPY" else 2).normalize(), "f")
            row |= {"quantity_decimal": str(line.quantity), "pricing_price_details_price": price,
                    "pricing_price_details_product": f"prod_{self._tier(line.price_id)}", "pricing_unit_amount_decimal": units,
                    "parent_type": "subscription_item_details", "parent_subscription_item_details_subscription": subscription,
                    "parent_subscription_item_details_proration": False}
        else:
            row |= {"quantity_decimal": str(line.quantity), "parent_type": "invoice_item_details", "parent_invoice_item_details_proration": False,
                    "parent_invoice_item_details_subscription": subscription}
        self.add("invoice_line_item", day, **row)
        if line.discount:
            self.add("discount", day, id=native_id("di", line.contract_id), type="invoice_line_item", type_id=row["unique_id"],
                     amount=minor(line.discount, line.currency), coupon_id=self._coupon(line.contract_id), invoice_id=native)
        if line_tax:
            self.add("tax_amount", day, index=0, type="invoice_line_item", type_id=row["unique_id"], amount=line_tax,
                     inclusive=None if new_api else True, tax_behavior="inclusive" if new_api else None)

    def _tier(self, price_id: str) -> str:
        return next(listed.tier_key for listed in catalog.LIST_PRICES if listed.price_id == price_id)

    def payments(self) -> None:
        for payment in self.company.payments:
            amount = minor(payment.amount, payment.currency) + self.tax_of_invoice[payment.invoice_id]
            self._charge(payment, amount)

    def _charge(self, payment, amount) -> None:
        day, currency = payment.paid_on, payment.currency.lower()
        new_api = day >= NEW_API
        charge, balance = native_id("ch", payment.payment_id, length=24), native_id("txn", payment.payment_id, length=24)
        intent, invoice = native_id("pi", payment.payment_id, length=24), invoice_native_id(payment.invoice_id)
        self.add("charge", day, id=charge, customer_id=customer_id(payment.account_id), invoice_id=None if new_api else invoice,
                 payment_intent_id=intent, amount=amount, currency=currency, status="succeeded", paid=True, captured=True,
                 created=at(day, 9, 30), livemode=True, balance_transaction_id=balance)
        if new_api:
            self.add("invoice_payment", day, id=native_id("inpay", payment.payment_id, length=24), invoice_id=invoice, payment_intent_id=intent,
                     charge_id=charge, amount_paid=amount, currency=currency, status="paid")
        fee = minor(payment.fee, "USD")
        self.add("balance_transaction", day, id=balance, source=charge, type="charge" if payment.method == "card" else "payment",
                 amount=amount, fee=fee, net=amount - fee, currency=currency, created=at(day, 9, 30))
        if fee:
            self.add("fee", day, balance_transaction_id=balance, index=0, amount=fee, currency=currency, type="stripe_fee",
                     description="Stripe processing fees")

    def reductions(self) -> None:
        for note in self.company.credit_notes:
            native, amount = native_id("cn", note.credit_note_id, length=24), minor(note.amount, note.currency)
            # The new API lists the refunds of a note: one has its own row, of another only the amount was landed.
            refund = note.refund_id and native_id("re", note.refund_id, length=24)
            new_api = note.issued_on >= NEW_API
            self.add("credit_note", note.issued_on, id=native, invoice_id=invoice_native_id(note.invoice_id), status="issued",
                     currency=note.currency.lower(), created=at(note.issued_on, 10), reason="order_change",
                     refund_id=None if new_api else refund, amount=amount, subtotal=amount, total=amount,
                     post_payment_amount=amount if new_api else None, livemode=True)
            if refund and new_api and note.issued_on.year == 2025:
                self.add("credit_note_refund", note.issued_on, credit_note_id=native, refund_id=refund, amount_refunded=amount)
            self.add("credit_note_line_item", note.issued_on, credit_note_id=native, id=native_id("cnli", note.credit_note_id),
                     amount=amount, discount_amount=0, invoice_line_item=native_id("il", note.line_id, length=24),
                     type="invoice_line_item", quantity=1, livemode=True)
        for refund in self.company.refunds:
            balance = native_id("txn", refund.refund_id, length=24)
            amount, day = minor(refund.amount, refund.currency), refund.refunded_on
            native = native_id("re", refund.refund_id, length=24)
            self.add("refund", day, id=native, charge_id=native_id("ch", refund.payment_id, length=24), amount=amount,
                     payment_intent_id=native_id("pi", refund.payment_id, length=24), currency=refund.currency.lower(),
                     status="succeeded", reason="requested_by_customer", created=at(day, 11), balance_transaction_id=balance)
            self.add("balance_transaction", day, id=balance, source=native, type="refund", amount=-amount, fee=0, net=-amount,
                     currency=refund.currency.lower(), created=at(day, 11))

    def collect_only(self) -> None:
        """Charges of another biller: no invoice behind them, and nobody who never paid by card."""
        transfers = {native_id("txn", payment.payment_id, length=24) for payment in self.company.payments if payment.method != "card"}
        self.rows["balance_transaction"] = [row for row in self.rows["balance_transaction"] if row["id"] not in transfers]
        self.rows["charge"] = [row | {"invoice_id": None} for row in self.rows["charge"] if row["balance_transaction_id"] not in transfers]
        charged = {row["customer_id"] for row in self.rows["charge"]}
        self.rows["customer"] = [row for row in self.rows["customer"] if row["id"] in charged]
        for name in ("customer", "charge", "balance_transaction"):
            ids = [row["id"] for row in self.rows[name]]
            self.notes["second version of a row", name] = len(ids) - len(set(ids)) if self.dirt.enabled else 0
        self.notes["failed charge", "charge"] = sum(row["status"] == "failed" for row in self.rows["charge"])

    # --- what real destinations also hold ----------------------------------------------------------------------

    def litter(self) -> None:
        for step in (
            self._copies, self._temporary_lines, self._failed_charges, self._drafts_and_voids, self._test_mode,
            self._reductions_without_effect,
        ):
            step()

    def note(self, what: str, name: str, count: int) -> None:
        self.notes[what, name] += count

    def _copies(self) -> None:
        """Rows that a re-sync brought again: some unchanged, some with an older state of the same object."""
        for name, share in (("customer", 12), ("invoice", 15), ("invoice_line_item", 20), ("charge", 25), ("balance_transaction", 30)):
            kept = [row for row in self.rows[name] if roll(share, "copy", name, row["id"], row.get("invoice_id")) == 0]
            copies = [row | {"_fivetran_synced": row["_fivetran_synced"] - timedelta(hours=1)} for row in kept]
            for copy in copies:
                if name == "invoice" and copy["status"] == "paid":
                    copy |= {"status": "open", "amount_paid": 0, "amount_remaining": copy["total"], "status_transitions_paid_at": None}
                if name == "customer":
                    copy |= {"name": copy["name"].upper(), "delinquent": True}
            self.rows[name] += copies
            self.note("second version of a row", name, len(copies))

    def _temporary_lines(self) -> None:
        """While an invoice is a draft its subscription line has an id that starts with `sub`; the row stays behind."""
        lines = [
            row for row in self.rows["invoice_line_item"]
            if "subscription" in (row.get("type"), (row.get("parent_type") or "").split("_")[0])
            and roll(40, "temporary", row["id"]) == 0
        ]
        for row in lines:
            native = native_id("sub", "temporary", row["id"], length=24)
            self.rows["invoice_line_item"].append(row | {"id": native, "unique_id": native})
        self.note("temporary subscription line", "invoice_line_item", len(lines))

    def _failed_charges(self) -> None:
        """A declined card before the one that worked, and one customer who never paid an invoice that stays open."""
        tried = [row for row in self.rows["charge"] if row["status"] == "succeeded" and roll(30, "declined", row["id"]) == 0]
        for row in tried:
            self.rows["charge"].append(row | {
                "id": native_id("ch", "declined", row["id"], length=24), "status": "failed", "paid": False, "captured": False,
                "balance_transaction_id": None, "failure_code": "card_declined", "created": row["created"] - timedelta(hours=2),
            })
        self.note("failed charge", "charge", len(tried))

    def _drafts_and_voids(self) -> None:
        """An invoice that was voided and issued anew, and drafts of the coming month."""
        lines_of = {}
        for row in self.rows["invoice_line_item"]:
            lines_of.setdefault(row["invoice_id"], []).append(row)
        chosen = [row for row in self.rows["invoice"] if roll(60, "void", row["id"]) == 0]
        for number, row in enumerate(chosen):
            status = "draft" if number % 3 == 0 else "void"
            native = native_id("in", status, row["id"], row["_fivetran_synced"], length=24)
            self.rows["invoice"].append(row | {
                "id": native, "status": status, "amount_paid": 0, "status_transitions_paid_at": None,
                "status_transitions_finalized_at": None if status == "draft" else row["status_transitions_finalized_at"],
                "status_transitions_voided_at": None if status == "draft" else row["created"] + timedelta(days=1),
            })
            copies = [
                line | {"invoice_id": native, "id": native_id("il", native, line["id"], length=24), "unique_id": native_id("il", native, line["id"], length=24)}
                for line in lines_of[row["id"]] if not line["id"].startswith("sub")
            ]
            self.rows["invoice_line_item"] += copies
            self.note(f"{status} invoice", "invoice", 1)
            self.note(f"line of a {status} invoice", "invoice_line_item", len(copies))

    def _test_mode(self) -> None:
        """Two customers of the test mode with subscriptions, invoices and charges that never were money."""
        for number in (1, 2):
            day, name = add_months(catalog.HEADLINE_MONTH, -number), f"test-{number}"
            customer, subscription, invoice = native_id("cus", name), native_id("sub", name, length=24), native_id("in", name, length=24)
            charge, balance = native_id("ch", name, length=24), native_id("txn", name, length=24)
            test = {"livemode": False, "currency": "usd"}
            self.add("customer", day, id=customer, name=f"Test {number}", email=f"qa+{number}@layersix.example", created=at(day), is_deleted=False,
                     metadata=as_json({"account_id": f"acct_test_{number}"}), delinquent=False, **test)
            self.add("subscription_history", day, id=subscription, customer_id=customer, status="active", created=at(day), start_date=at(day),
                     livemode=False, metadata="{}", cancel_at_period_end=False, _fivetran_active=True, _fivetran_start=at(day))
            self.add("subscription_item", day, id=native_id("si", name), subscription_id=subscription, plan_id=price_native_id("team_monthly_usd"),
                     quantity=1, created=at(day), metadata="{}")
            self.add("invoice", day, id=invoice, customer_id=customer, parent_subscription_details_subscription=subscription, status="paid",
                     created=at(day, 0, 5), status_transitions_finalized_at=at(day, 1, 5), subtotal=39900, total=39900, tax=0, amount_due=39900,
                     amount_paid=39900, amount_remaining=0, is_deleted=False, metadata="{}", **test)
            line = native_id("il", name, length=24)
            self.add("invoice_line_item", day, invoice_id=invoice, unique_id=line, id=line, amount=39900, description="Team plan",
                     period_start=at(day), period_end=at(add_months(day, 1)), quantity=1, quantity_decimal="1", discountable=True, metadata="{}",
                     pricing_price_details_price=price_native_id("team_monthly_usd"), pricing_price_details_product="prod_team",
                     parent_type="subscription_item_details", parent_subscription_item_details_subscription=subscription, **test)
            self.add("charge", day, id=charge, customer_id=customer, amount=39900, status="succeeded", paid=True, captured=True,
                     created=at(day, 9), balance_transaction_id=balance, **test)
            self.add("invoice_payment", day, id=native_id("inpay", name), invoice_id=invoice, charge_id=charge, amount_paid=39900, currency="usd", status="paid")
            self.add("balance_transaction", day, id=balance, source=charge, type="charge", amount=39900, fee=1187, net=38713, currency="usd", created=at(day, 9))
            self.add("fee", day, balance_transaction_id=balance, index=0, amount=1187, currency="usd", type="stripe_fee")
        for name in ("customer", "subscription_history", "invoice", "invoice_line_item", "charge", "balance_transaction"):
            self.note("test mode", name, 2)

    def _reductions_without_effect(self) -> None:
        """A credit note that was voided, a refund that failed, a dispute that was won."""
        paid = [row for row in self.rows["charge"] if row["status"] == "succeeded" and row["livemode"] and row["invoice_id"]]
        charge, day = paid[0], paid[0]["created"].date()
        line = next(row for row in self.rows["invoice_line_item"] if row["invoice_id"] == charge["invoice_id"] and not row["id"].startswith("sub"))
        note = native_id("cn", "void", charge["id"], length=24)
        self.add("credit_note", day, id=note, invoice_id=charge["invoice_id"], status="void", currency=charge["currency"], created=at(day, 12),
                 reason="duplicate", amount=1000, subtotal=1000, total=1000, livemode=True, voided_at=at(day, 13))
        self.add("credit_note_line_item", day, credit_note_id=note, id=native_id("cnli", note), amount=1000, discount_amount=0,
                 invoice_line_item=line["id"], type="invoice_line_item", quantity=1, livemode=True)
        self.add("refund", day, id=native_id("re", "failed", charge["id"], length=24), charge_id=charge["id"], amount=1000,
                 currency=charge["currency"], status="failed", reason="duplicate", created=at(day, 12))
        self.add("dispute", day, id=native_id("dp", charge["id"], length=24), charge_id=charge["id"], amount=charge["amount"],
                 currency=charge["currency"], status="won", reason="fraudulent", created=at(day, 14), livemode=True)
        for what, name in (("void credit note", "credit_note"), ("failed refund", "refund"), ("dispute that was won", "dispute")):
            self.note(what, name, 1)
