"""The company as Zuora bills it and Fivetran lands it: objects in snake case, floats in major units, soft deletes.

Every amendment makes a new version of a subscription and new rows of its charges; discounts are charges and items of
their own. Zuora has no fees and no refund that lowers revenue: what was refunded without a note is a credit memo here.
Cards are charged through Stripe, so a payment names the charge there; bank transfers are recorded by hand.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b

from scripts.simulate import catalog
from scripts.simulate.dates import add_months
from scripts.simulate.dice import native_id, roll
from scripts.simulate.emitters import stripe
from scripts.simulate.emitters._books import Books
from scripts.simulate.emitters._shape import arrival, at

CLOCK = "created_date timestamp, updated_date timestamp, _fivetran_deleted boolean, _fivetran_synced timestamp"

TABLES = {
    "account": f"id, account_number, account_id_c, name, crm_id, currency, parent_account_id, vatid, batch, bill_to_contact_id, status, mrr float, {CLOCK}",
    "contact": f"id, account_id, first_name, last_name, work_email, country, {CLOCK}",
    "subscription": "id, name, version integer, original_id, previous_subscription_id, account_id, invoice_owner_id, status,"
    " subscription_start_date timestamp, subscription_end_date timestamp, contract_effective_date timestamp,"
    " term_start_date timestamp, term_end_date timestamp, term_type, cancelled_date timestamp, auto_renew boolean,"
    f" is_latest_version boolean, {CLOCK}",
    "rate_plan": f"id, name, subscription_id, product_id, product_rate_plan_id, {CLOCK}",
    "rate_plan_charge": "id, charge_number, segment integer, version integer, name, original_id, charge_model, charge_type,"
    " billing_period, billing_timing, specific_billing_period integer, list_price_base, specific_list_price_base integer,"
    " quantity float, uom, discount_level, apply_discount_to, effective_start_date date, effective_end_date date,"
    " end_date_condition, mrr float, tcv float, is_last_segment, is_prepaid boolean, prepaid_operation_type, subscription_id, subscription_owner_id,"
    f" rate_plan_id, product_id, product_rate_plan_charge_id, account_id, transaction_currency, {CLOCK}",
    "rate_plan_charge_tier": "id, rate_plan_charge_id, currency, tier integer, starting_unit float, ending_unit float,"
    f" included_units float, price float, price_format, overage_price float, discount_percentage float, discount_amount float, {CLOCK}",
    "product": f"id, name, sku, category, {CLOCK}",
    "product_rate_plan": f"id, name, product_id, {CLOCK}",
    "product_rate_plan_charge": "id, name, charge_model, charge_type, billing_period, uom, product_id, product_rate_plan_id,"
    f" feature_c, revenue_type_c, {CLOCK}",
    "product_rate_plan_charge_tier": "id, product_rate_plan_charge_id, currency, tier integer, ending_unit float,"
    f" included_units float, price float, price_format, overage_price float, discount_percentage float, discount_amount float, {CLOCK}",
    "invoice": "id, invoice_number, account_id, status, invoice_date date, due_date date, posted_date timestamp, amount float,"
    f" amount_without_tax float, tax_amount float, balance float, transaction_currency, reversed boolean, source_type, {CLOCK}",
    "invoice_item": "id, invoice_id, account_id, subscription_id, rate_plan_id, rate_plan_charge_id, product_id,"
    " product_rate_plan_charge_id, sku, applied_to_invoice_item_id, processing_type, charge_name, charge_amount float,"
    " tax_amount float, tax_mode, quantity float, unit_price float, uom, service_start_date date, service_end_date date,"
    f" charge_date timestamp, transaction_currency, {CLOCK}",
    "credit_memo": "id, memo_number, account_id, invoice_id, memo_date date, posted_on timestamp, status, reason_code,"
    f" revenue_impacting, total_amount float, total_amount_without_tax float, transaction_currency, {CLOCK}",
    "credit_memo_item": "id, credit_memo_id, invoice_item_id, subscription_id, amount float, amount_without_tax float, tax_amount float,"
    f" tax_mode, processing_type, revenue_impacting, service_start_date date, service_end_date date, {CLOCK}",
    "invoice_item_adjustment": "id, account_id, invoice_id, source_id, source_type, type, amount float, status, adjustment_date date,"
    f" reason_code, service_start_date date, service_end_date date, {CLOCK}",
    "invoice_adjustment": f"id, account_id, invoice_id, type, amount float, status, adjustment_date date, reason_code, {CLOCK}",
    "payment": "id, payment_number, account_id, amount float, transaction_currency, currency, effective_date date, status, type,"
    f" gateway, gateway_state, reference_id, second_payment_reference_id, {CLOCK}",
    "invoice_payment": f"id, payment_id, invoice_id, account_id, amount float, transaction_currency, {CLOCK}",
}
# The same charge model is landed as a code or as its caption.
FLAT = ("FlatFee", "Flat Fee Pricing")
PER_UNIT = ("PerUnit", "Per Unit Pricing")


def key(*names) -> str:
    """An id of 32 hexadecimal digits, as Zuora makes them."""
    return blake2b("|".join(("zuora", *map(str, names))).encode(), digest_size=16).hexdigest()


def account_native_id(account_id: str) -> str:
    return key("account", account_id)


def number(amount: Decimal | int | None) -> float | None:
    return None if amount is None else float(amount)


def emit(truth, out, dirt) -> None:
    books = _Books(truth.company, dirt, TABLES)
    for step in (books.catalog, books.accounts, books.subscriptions, books.invoices, books.memos, books.payments):
        step()
    books.write("zuora", truth, out)


class _Books(Books):
    def __init__(self, company, dirt, tables):
        super().__init__(company, dirt, tables)
        self.contract = {contract.contract_id: contract for contract in company.contracts}
        self.item_of_line: dict[str, str] = {}
        self.total: dict[str, Decimal] = {}

    def add(self, name: str, seen_on: date, /, **row) -> dict:
        row |= {"created_date": at(seen_on, 0, 10), "updated_date": at(seen_on, 0, 20), "_fivetran_deleted": False,
                "_fivetran_synced": arrival(self.company, seen_on, hour=5)}
        self.rows[name].append(row)
        return row

    def catalog(self) -> None:
        first = catalog.FIRST_MONTH
        for tier in catalog.TIERS:
            self._offer(tier, f"{tier.title()} plan", tier.title())
        for listed in catalog.LIST_PRICES:
            self._listed(listed.price_id, listed.tier_key, "Recurring", listed.amount, listed.currency, listed.valid_from,
                         period="Annual" if listed.billing_months == 12 else "Month")
        for place, feature in enumerate(catalog.FEATURES):
            _, unit, unit_amount = catalog.METERS[feature]
            # The feature is named by a custom field, or by the stock code of the product.
            self._offer(f"usage_{feature}", f"{feature.replace('_', ' ').capitalize()} usage", "Usage", sku=None if place % 2 == 0 else feature)
            self._listed(f"{feature}_metered_usd", f"usage_{feature}", "Usage", unit_amount, "USD", first, uom=unit.capitalize(),
                         feature=feature if place % 2 == 0 else None)
        self._offer("prepaid_pool", "Prepaid usage pool", "Prepaid")
        self._listed("prepaid_pool_usd", "prepaid_pool", "OneTime", Decimal("60000.00"), "USD", first, period=None)
        self._offer("discounts", "Discounts", "Promotions")
        self._listed("discount", "discounts", "Recurring", None, "USD", first)

    def _offer(self, name, product, plan, sku=None) -> None:
        first = catalog.FIRST_MONTH
        self.add("product", first, id=key("product", name), name=product, sku=sku or f"SKU-{key('sku', name)[:6].upper()}", category="Base Products")
        self.add("product_rate_plan", first, id=key("plan", name), name=plan, product_id=key("product", name))

    def _listed(self, price_id, product, kind, amount, currency, since, period="Month", uom=None, feature=None) -> None:
        discount = amount is None
        model = "Discount-Percentage" if discount else FLAT[roll(2, price_id)] if kind != "Usage" else PER_UNIT[roll(2, price_id)]
        self.add("product_rate_plan_charge", since, id=key("charge", price_id), name=price_id.replace("_", " "), charge_model=model, charge_type=kind,
                 billing_period=period, uom=uom, product_id=key("product", product), product_rate_plan_id=key("plan", product), feature_c=feature,
                 revenue_type_c="Prepaid" if product == "prepaid_pool" else None)
        self.add("product_rate_plan_charge_tier", since, id=key("list tier", price_id), product_rate_plan_charge_id=key("charge", price_id),
                 currency=currency, tier=1, price=number(amount), price_format="Flat Fee" if kind != "Usage" else "Per Unit",
                 discount_percentage=10.0 if discount else None)

    def accounts(self) -> None:
        for customer in self.company.customers:
            account, day = customer.account_id, customer.created_on
            named = customer.has_billing_metadata and roll(2, "zuora", account) == 0
            contact = key("contact", account)
            self.add("contact", day, id=contact, account_id=account_native_id(account), work_email=customer.email, country=customer.country)
            self.add("account", day, id=account_native_id(account), account_number=account if named else f"A{int(account[5:]):08d}", name=customer.name,
                     account_id_c=account if customer.has_billing_metadata and not named else None, crm_id=f"001{key('crm', account)[:12]}",
                     currency=customer.currency, batch="Batch1", bill_to_contact_id=contact, status="Active")

    def subscriptions(self) -> None:
        used = {(line.contract_id, line.price_id, line.kind) for invoice in self.company.invoices for line in invoice.lines if line.kind != "subscription"}
        for contract in self.company.contracts:
            ended = contract.ends_on is not None and contract.ends_on <= self.company.as_of
            extra = sorted((price, kind) for owner, price, kind in used if owner == contract.contract_id)
            for version in (1, 2) if ended else (1,):
                self._version(contract, version, ended and version == 2, 2 if ended else 1, extra)

    def _version(self, contract, version, cancelled, versions, extra) -> None:
        """A cancellation is an amendment: the subscription and every charge get new rows, the charges their end."""
        day = contract.ends_on if cancelled else contract.starts_on
        native, first = self.version_id(contract.contract_id, version), self.version_id(contract.contract_id, 1)
        term = contract.starts_on
        last = min(self.company.as_of, (contract.ends_on or date.max) - timedelta(days=1))
        while add_months(term, 12) <= last:
            term = add_months(term, 12)
        term_end = add_months(term, 12)
        self.add(
            "subscription", day, id=native, name=self.subscription_name(contract.contract_id), version=version, original_id=first,
            previous_subscription_id=first if version > 1 else None, account_id=account_native_id(contract.account_id),
            invoice_owner_id=account_native_id(contract.account_id), status="Cancelled" if cancelled else "Active",
            subscription_start_date=at(contract.starts_on), subscription_end_date=at(contract.ends_on) if cancelled else at(term_end),
            contract_effective_date=at(contract.starts_on), term_start_date=at(term), term_end_date=at(contract.ends_on) if cancelled else at(term_end),
            term_type="TERMED", cancelled_date=at(contract.ends_on) if cancelled else None, auto_renew=True, is_latest_version=version == versions,
        )
        end = contract.ends_on if cancelled else term_end
        months, tier = contract.billing_months, contract.tier_key
        plan = self._plan(day, native, tier, tier.title())
        self._charge(day, contract, version, plan, tier, contract.price_id, end, charge_type="Recurring", quantity=1.0, tcv=None,
                     charge_model=FLAT[roll(2, contract.contract_id)], billing_period="Annual" if months == 12 else "Month",
                     list_price_base="Per Billing Period", mrr=number((contract.list_amount / months).quantize(Decimal("0.01"), ROUND_HALF_UP)),
                     price=contract.list_amount, price_format="Flat Fee")
        for price, kind in extra:
            product = "prepaid_pool" if kind == "prepaid_pool" else f"usage_{price.removesuffix('_metered_usd')}"
            plan = self._plan(day, native, product, "Usage" if kind == "usage" else "Prepaid")
            if kind == "usage":
                _, unit, amount = catalog.METERS[price.removesuffix("_metered_usd")]
                self._charge(day, contract, version, plan, product, price, end, charge_type="Usage", charge_model=PER_UNIT[roll(2, contract.contract_id)],
                             billing_period="Month", uom=unit.capitalize(), price=amount, price_format="Per Unit")
            else:
                self._charge(day, contract, version, plan, product, price, end, charge_type="OneTime", charge_model=FLAT[0], quantity=1.0,
                             is_prepaid=True, prepaid_operation_type="topup", price=Decimal("60000"), price_format="Flat Fee")
        if contract.coupon_id:
            plan = self._plan(day, native, "discounts", "Promotions")
            until = min(contract.discount_until or end, end)
            self._charge(day, contract, version, plan, "discounts", "discount", until, charge_type="Recurring", charge_model="Discount-Percentage",
                         billing_period="Month", discount_level="subscription", apply_discount_to="RECURRING", percent=contract.discount_percent,
                         end_date_condition="SubscriptionEnd" if until == end else "SpecificEndDate")

    def _plan(self, day, subscription, product, name) -> str:
        native = key("rate plan", subscription, product)
        self.add("rate_plan", day, id=native, name=name, subscription_id=subscription, product_id=key("product", product), product_rate_plan_id=key("plan", product))
        return native

    def _charge(self, day, contract, version, plan, product, price_id, end, price=None, price_format=None, percent=None, **facts) -> None:
        native = self.charge_id(contract.contract_id, price_id, version)
        self.add(
            "rate_plan_charge", day, id=native, charge_number=self.charge_number(contract.contract_id, price_id), segment=1, version=version,
            name=price_id.replace("_", " "), original_id=self.charge_id(contract.contract_id, price_id, 1), effective_start_date=contract.starts_on,
            effective_end_date=end, is_last_segment="true", subscription_id=self.version_id(contract.contract_id, version),
            subscription_owner_id=account_native_id(contract.account_id), rate_plan_id=plan, product_id=key("product", product),
            product_rate_plan_charge_id=key("charge", price_id), account_id=account_native_id(contract.account_id),
            transaction_currency=contract.currency, **{"end_date_condition": "SubscriptionEnd"} | facts,
        )
        self.add("rate_plan_charge_tier", day, id=key("tier", native), rate_plan_charge_id=native, currency=contract.currency, tier=1, starting_unit=0.0,
                 price=number(price), price_format=price_format, discount_percentage=number(percent))

    def version_id(self, contract_id: str, version: int) -> str:
        return key("subscription", contract_id, version)

    def subscription_name(self, contract_id: str) -> str:
        return f"A-S{key('name', contract_id)[:8].upper()}"

    def charge_id(self, contract_id: str, price_id: str, version: int) -> str:
        return key("rate plan charge", contract_id, price_id, version)

    def charge_number(self, contract_id: str, price_id: str) -> str:
        return f"C-{key('number', contract_id, price_id)[:8].upper()}"

    def invoices(self) -> None:
        for invoice in self.company.invoices:
            self._invoice(invoice)

    def _invoice(self, invoice) -> None:
        native, day, currency = key("invoice", invoice.invoice_id), invoice.issued_on, invoice.currency
        customer = self.company.customer(invoice.account_id)
        percent = stripe.INCLUSIVE_TAX.get(customer.country, 0) if self.dirt.enabled and currency == "EUR" else 0
        tax = Decimal(0)
        for line in invoice.lines:
            line_tax = (line.net * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP) if percent else Decimal(0)
            tax += line_tax
            self._item(invoice, native, line, line_tax)
        if percent:
            self.note("tax on top", "invoice", 1)
        total = invoice.total + tax
        self.total[invoice.invoice_id] = total
        self.add("invoice", invoice.paid_on or day, id=native, invoice_number=f"INV{key('no', native)[:8].upper()}", account_id=account_native_id(invoice.account_id),
                 status="Posted", invoice_date=day, due_date=day, posted_date=at(day, 1, 5), amount=number(total), amount_without_tax=number(invoice.total),
                 tax_amount=number(tax), balance=0.0 if invoice.paid_on else number(total), transaction_currency=currency, reversed=False, source_type="Subscription")

    def _item(self, invoice, native, line, line_tax) -> None:
        """A line is an item under the charge version of its day; what comes off it is a second item, below zero."""
        contract, item = self.contract[line.contract_id], key("item", line.line_id)
        self.item_of_line[line.line_id] = item
        product = line.price_id.removesuffix("_metered_usd")
        product = {"subscription": contract.tier_key, "usage": f"usage_{product}"}.get(line.kind, "prepaid_pool")
        unit = catalog.METERS[line.feature_key][1].capitalize() if line.kind == "usage" else None
        shared = {
            "invoice_id": native, "account_id": account_native_id(line.account_id), "subscription_id": self.version_id(line.contract_id, 1),
            "service_start_date": line.service_start, "service_end_date": line.service_end - timedelta(days=1), "charge_date": at(invoice.issued_on, 1),
            "transaction_currency": line.currency, "tax_mode": "TaxExclusive",
        }
        sku = next(row["sku"] for row in self.rows["product"] if row["id"] == key("product", product))
        self.add("invoice_item", invoice.issued_on, id=item, processing_type="0", charge_name=line.description, charge_amount=number(line.gross),
                 tax_amount=number(line_tax), quantity=number(line.quantity), unit_price=number(line.unit_amount), uom=unit, sku=sku,
                 rate_plan_charge_id=self.charge_id(line.contract_id, line.price_id, 1), product_id=key("product", product),
                 product_rate_plan_charge_id=key("charge", line.price_id), **shared)
        if line.discount:
            self.add("invoice_item", invoice.issued_on, id=key("discount item", line.line_id), processing_type="1", charge_name="Discount",
                     charge_amount=number(-line.discount), tax_amount=0.0, quantity=1.0, applied_to_invoice_item_id=item, product_id=key("product", "discounts"),
                     rate_plan_charge_id=self.charge_id(line.contract_id, "discount", 1), product_rate_plan_charge_id=key("charge", "discount"), **shared)

    def memos(self) -> None:
        given = [(note.credit_note_id, note, note.issued_on, note.reason) for note in self.company.credit_notes]
        given += [(refund.refund_id, refund, refund.refunded_on, "goodwill") for refund in self.company.refunds if refund.credit_note_id is None]
        for name, note, day, reason in given:
            invoice = next(found for found in self.company.invoices if found.invoice_id == note.invoice_id)
            line = next((line for line in invoice.lines if line.line_id == getattr(note, "line_id", None)), invoice.lines[0])
            self._memo(name, day, note.account_id, key("invoice", note.invoice_id), note.amount, note.currency, reason, line.contract_id, self.item_of_line[line.line_id])

    def _memo(self, name, day, account_id, invoice, amount, currency, reason, contract_id, item, status="Posted") -> None:
        memo = key("memo", name)
        self.add("credit_memo", day, id=memo, memo_number=f"CM{memo[:8].upper()}", account_id=account_native_id(account_id), invoice_id=invoice, memo_date=day,
                 posted_on=at(day, 10) if status == "Posted" else None, status=status, reason_code=reason, revenue_impacting="Yes",
                 total_amount=number(amount), total_amount_without_tax=number(amount), transaction_currency=currency)
        self.add("credit_memo_item", day, id=key("memo item", name), credit_memo_id=memo, invoice_item_id=item, subscription_id=self.version_id(contract_id, 1),
                 amount=number(amount), amount_without_tax=number(amount), tax_amount=0.0, tax_mode="TaxExclusive", processing_type="Charge", revenue_impacting="Yes")

    def payments(self) -> None:
        for payment in self.company.payments:
            self._payment(payment, key("payment", payment.payment_id))

    def _payment(self, payment, native, **changes) -> None:
        by_card, amount, account = payment.method == "card", number(self.total[payment.invoice_id]), account_native_id(payment.account_id)
        row = {
            "id": native, "payment_number": f"P-{native[:8].upper()}", "account_id": account, "amount": amount, "transaction_currency": payment.currency,
            "currency": payment.currency, "effective_date": payment.paid_on, "status": "Processed", "type": "Electronic" if by_card else "External",
            "gateway": "Stripe v2" if by_card else None, "gateway_state": "Submitted" if by_card else "NotSubmitted",
            "reference_id": native_id("ch", payment.payment_id, length=24) if by_card else None,
        }
        self.add("payment", payment.paid_on, **(row | changes))
        if not changes:
            self.add("invoice_payment", payment.paid_on, id=key("applied", native), payment_id=native, invoice_id=key("invoice", payment.invoice_id),
                     account_id=account, amount=amount, transaction_currency=payment.currency)

    # --- what real destinations also hold ----------------------------------------------------------------------

    def litter(self) -> None:
        for step in (self._deleted_rows, self._dead_invoices, self._reversed_invoice, self._failed_payments, self._dead_memo, self._draft_subscription):
            step()

    def note(self, what: str, name: str, count: int) -> None:
        self.notes[what, name] += count

    def _deleted_rows(self) -> None:
        """Rows that Zuora deleted and Fivetran kept with a mark: an account entered twice, items of a bill run that was undone."""
        for name, share in (("account", 25), ("invoice_item", 40), ("payment", 60)):
            kept = [row for row in self.rows[name] if roll(share, "deleted", name, row["id"]) == 0]
            self.rows[name] += [row | {"id": key("deleted", name, row["id"]), "_fivetran_deleted": True} for row in kept]
            self.note("soft delete", name, len(kept))

    def _dead_invoices(self) -> None:
        items_of: dict[str, list[dict]] = {}
        for row in self.rows["invoice_item"]:
            items_of.setdefault(row["invoice_id"], []).append(row)
        chosen = [row for row in self.rows["invoice"] if roll(45, "dead", row["id"]) == 0]
        for number_, row in enumerate(chosen):
            status = ("Draft", "Canceled", "Posted")[number_ % 3]
            native = key("dead", row["id"])
            deleted = status == "Posted"
            self.rows["invoice"].append(row | {"id": native, "status": status, "posted_date": row["posted_date"] if deleted else None, "_fivetran_deleted": deleted})
            self.rows["invoice_item"] += [item | {"id": key("dead", item["id"]), "invoice_id": native} for item in items_of[row["id"]] if not item["_fivetran_deleted"]]
            self.note(f"{'deleted' if deleted else status.lower()} invoice", "invoice", 1)

    def _reversed_invoice(self) -> None:
        """Posted by mistake, then reversed: the invoice stays posted, and a memo takes all of it back."""
        invoice = next(found for found in self.company.invoices if not any(line.discount for line in found.lines))
        row = next(row for row in self.rows["invoice"] if row["id"] == key("invoice", invoice.invoice_id))
        native, line = key("reversed", row["id"]), invoice.lines[0]
        self.rows["invoice"].append(row | {"id": native, "reversed": True})
        for item in [item for item in self.rows["invoice_item"] if item["invoice_id"] == row["id"] and not item["_fivetran_deleted"]]:
            self.rows["invoice_item"].append(item | {"id": key("reversed", item["id"]), "invoice_id": native})
        self._memo("reversal", invoice.issued_on + timedelta(days=2), invoice.account_id, native, invoice.total, invoice.currency, "Billing error",
                   line.contract_id, key("reversed", self.item_of_line[line.line_id]))
        self.note("reversed invoice", "invoice", 1)

    def _failed_payments(self) -> None:
        tried = [payment for payment in self.company.payments if payment.method == "card" and roll(30, "declined", payment.payment_id) == 0]
        for payment in tried:
            self._payment(payment, key("declined", payment.payment_id), status="Error")
        self.note("failed payment", "payment", len(tried))

    def _dead_memo(self) -> None:
        invoice = self.company.invoices[0]
        line = invoice.lines[0]
        self._memo("draft", invoice.issued_on, invoice.account_id, key("invoice", invoice.invoice_id), Decimal("10.00"), invoice.currency, "Courtesy",
                   line.contract_id, self.item_of_line[line.line_id], status="Draft")
        self.note("draft credit memo", "credit_memo", 1)

    def _draft_subscription(self) -> None:
        row = next(row for row in self.rows["subscription"] if row["version"] == 1)
        self.rows["subscription"].append(row | {"id": key("draft", row["id"]), "name": f"{row['name']}-D", "status": "Draft", "subscription_start_date": None,
                                                "contract_effective_date": None, "original_id": key("draft", row["id"])})
        self.note("draft subscription", "subscription", 1)
