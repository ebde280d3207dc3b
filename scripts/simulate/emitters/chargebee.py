"""The company as Chargebee bills it and Airbyte lands it: API objects with nested JSON, epoch seconds, minor units.

Chargebee has no fees and no refund without a credit note: what the company refunded without a note is a note here.
Cards are charged through Stripe, so a payment names the charge there; bank transfers are recorded by hand.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from scripts.simulate import catalog
from scripts.simulate.dates import add_months
from scripts.simulate.dice import native_id, roll
from scripts.simulate.emitters import stripe
from scripts.simulate.emitters._books import Books
from scripts.simulate.emitters._shape import arrival, at, minor

CLOCK = "resource_version integer, updated_at integer, _airbyte_extracted_at timestamp"

TABLES = {
    "customer": "id, first_name, last_name, email, company, vat_number, preferred_currency_code, relationship, meta_data,"
    f" custom_fields, payment_method, auto_collection, created_at integer, deleted boolean, {CLOCK}",
    "subscription": "id, customer_id, status, currency_code, start_date integer, created_at integer, started_at integer,"
    " activated_at integer, trial_start integer, trial_end integer, current_term_start integer, current_term_end integer,"
    " next_billing_at integer, cancelled_at integer, pause_date integer, billing_period integer, billing_period_unit, contract_term,"
    f" subscription_items, item_tiers, coupons, discounts, mrr integer, deleted boolean, {CLOCK}",
    "item": f"id, name, external_name, type, status, metered boolean, unit, usage_calculation, metadata, {CLOCK}",
    "item_price": "id, name, item_id, item_type, pricing_model, price integer, price_in_decimal, period integer, period_unit,"
    f" currency_code, status, free_quantity integer, metadata, tiers, created_at integer, {CLOCK}",
    "differential_price": "id, item_price_id, parent_item_id, price integer, price_in_decimal, currency_code, status, tiers,"
    f" created_at integer, {CLOCK}",
    "invoice": "id, customer_id, subscription_id, recurring boolean, status, price_type, date integer, due_date integer,"
    " generated_at integer, paid_at integer, voided_at integer, exchange_rate number, currency_code, base_currency_code,"
    " sub_total integer, tax integer, total integer, round_off_amount integer, amount_paid integer, amount_due integer,"
    " amount_adjusted integer, credits_applied integer, write_off_amount integer, first_invoice boolean, deleted boolean,"
    f" line_items, line_item_discounts, discounts, line_item_taxes, linked_payments, applied_credits, {CLOCK}",
    "credit_note": "id, customer_id, subscription_id, reference_invoice_id, type, reason_code, create_reason_code, status,"
    " price_type, date integer, voided_at integer, currency_code, sub_total integer, total integer, round_off_amount integer,"
    " amount_allocated integer, amount_refunded integer, amount_available integer, deleted boolean, line_items,"
    f" line_item_discounts, allocations, linked_refunds, {CLOCK}",
    "coupon": "id, name, discount_type, discount_percentage number, discount_amount integer, currency_code, duration_type,"
    f" period integer, period_unit, apply_on, item_constraints, status, created_at integer, {CLOCK}",
    "transaction": "id, customer_id, subscription_id, type, status, date integer, payment_method, gateway, gateway_account_id,"
    " id_at_gateway, currency_code, amount integer, refunded_txn_id, error_code, deleted boolean, linked_invoices,"
    f" linked_refunds, {CLOCK}",
}
MINUTE = 60


def customer_id(customer) -> str:
    """Half of the customers got their account id as id; the others have one that Chargebee made."""
    if customer.has_billing_metadata and roll(2, "chargebee", customer.account_id) == 0:
        return customer.account_id
    return native_id("Az", "chargebee", customer.account_id, length=14).replace("_", "")


def subscription_id(contract_id: str) -> str:
    return native_id("Az", "sub", contract_id, length=14).replace("_", "")


def invoice_number(invoice_id: str) -> str:
    return f"INV-{native_id('n', 'chargebee', invoice_id, length=8)[2:]}"


def epoch(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp())


def compact(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def emit(truth, out, dirt) -> None:
    books = _Books(truth.company, dirt, TABLES)
    for step in (books.catalog, books.customers, books.subscriptions, books.invoices, books.credit_notes, books.payments):
        step()
    books.write("chargebee", truth, out)


class _Books(Books):
    def __init__(self, company, dirt, tables):
        super().__init__(company, dirt, tables)
        self.contract = {contract.contract_id: contract for contract in company.contracts}
        self.native = {customer.account_id: customer_id(customer) for customer in company.customers}
        self.total: dict[str, int] = {}

    def add(self, name: str, changed: datetime, /, **row) -> dict:
        moment = epoch(changed)
        row |= {"updated_at": moment, "resource_version": moment * 1000 + roll(1000, name, row["id"], moment),
                "_airbyte_extracted_at": arrival(self.company, changed.date(), hour=4)}
        self.rows[name].append(row)
        return row

    def catalog(self) -> None:
        first = at(catalog.FIRST_MONTH)
        for tier in catalog.TIERS:
            self._item(tier, f"{tier.title()} plan", "plan")
        for listed in catalog.LIST_PRICES:
            self._price(listed.price_id, listed.tier_key, "plan", listed.amount, listed.currency, at(listed.valid_from),
                        months=listed.billing_months, status="active" if listed.valid_to is None else "archived")
        for feature in catalog.FEATURES:
            _, unit, unit_amount = catalog.METERS[feature]
            self._item(f"{feature}-usage", f"{feature.replace('_', ' ').capitalize()} usage", "addon", metered=True, unit=unit,
                       usage_calculation="sum_of_usages", metadata={"feature": feature})
            self._price(f"{feature}_metered_usd", f"{feature}-usage", "addon", unit_amount, "USD", first)
        self._item("prepaid-pool", "Prepaid usage pool", "charge", metadata={"revenue_type": "prepaid"})
        self._price("prepaid_pool_usd", "prepaid-pool", "charge", Decimal("60000.00"), "USD", first, months=None)
        # An offer from before the flat price per document, and an addon that costs less beside one plan: nobody has them.
        self._price("documents_graduated_usd", "document_analysis-usage", "addon", None, "USD", first, status="archived", tiers=[
            {"starting_unit": 1, "ending_unit": 1000, "price": 12}, {"starting_unit": 1001, "price": 9, "price_in_decimal": "0.095"},
        ])
        self.add("differential_price", first, id="dp_documents_team", item_price_id="document_analysis_metered_usd", parent_item_id="team",
                 price=7, currency_code="USD", status="active", tiers="[]", created_at=epoch(first))
        for coupon, percent, months in (("LAUNCH20", 20, 3), ("ENTERPRISE40", 40, None)):
            self.add("coupon", first, id=coupon, name=coupon, discount_type="percentage", discount_percentage=Decimal(percent),
                     duration_type="limited_period" if months else "forever", period=months, period_unit=months and "month",
                     apply_on="invoice_amount", status="active", created_at=epoch(first))

    def _item(self, item_id, name, kind, metadata=None, metered=False, **more) -> None:
        self.add("item", at(catalog.FIRST_MONTH), id=item_id, name=name, external_name=name, type=kind, status="active", metered=metered,
                 metadata=compact(metadata or {}), **more)

    def _price(self, price_id, item, kind, amount, currency, since, months=1, status="active", tiers=None) -> None:
        fine = amount is not None and amount != round(amount, 0 if currency == "JPY" else 2)
        unit, count = ("year", 1) if months == 12 else ("month", months)
        self.add("item_price", since, id=price_id, name=price_id.replace("_", " "), item_id=item, item_type=kind, currency_code=currency,
                 pricing_model="tiered" if tiers else "flat_fee" if kind == "plan" else "per_unit", status=status, free_quantity=0,
                 price=None if amount is None else _whole(amount, currency), price_in_decimal=str(amount) if fine else None, period=count,
                 period_unit=months and unit, metadata="{}", tiers=compact(tiers) if tiers else None, created_at=epoch(since))

    def customers(self) -> None:
        for customer in self.company.customers:
            native, created = self.native[customer.account_id], at(customer.created_on, 0, 3)
            fields = [{"name": "cf_segment", "value": customer.segment}]
            if customer.has_billing_metadata and native != customer.account_id:
                fields.append({"name": "cf_account_id", "value": customer.account_id})
            by_card = any(contract.payment_method == "card" for contract in self.company.contracts_of(customer.account_id))
            card = {"object": "payment_method", "type": "card", "gateway": "stripe", "status": "valid",
                    "reference_id": f"{stripe.customer_id(customer.account_id)}/card_{native[-8:]}"}
            self.add("customer", created, id=native, company=customer.name, email=customer.email, preferred_currency_code=customer.currency,
                     meta_data="{}", custom_fields=compact(fields), payment_method=compact(card) if by_card else None,
                     auto_collection="on" if by_card else "off", created_at=epoch(created), deleted=False)

    def subscriptions(self) -> None:
        company = self.company
        used = {(line.contract_id, line.price_id) for invoice in company.invoices for line in invoice.lines if line.kind == "usage"}
        for contract in company.contracts:
            start, ended = at(contract.starts_on), contract.ends_on and contract.ends_on <= company.as_of
            term = contract.starts_on
            last = min(company.as_of, (contract.ends_on or date.max) - timedelta(days=1))
            while add_months(term, contract.billing_months) <= last:
                term = add_months(term, contract.billing_months)
            items = [{"item_price_id": contract.price_id, "item_type": "plan", "quantity": 1, "free_quantity": 0, "object": "subscription_item",
                      "unit_price": minor(contract.list_amount, contract.currency), "amount": minor(contract.list_amount, contract.currency)}]
            items += [{"item_price_id": price, "item_type": "addon", "object": "subscription_item"} for owner, price in sorted(used) if owner == contract.contract_id]
            coupons = []
            if contract.coupon_id:
                coupons = [{"coupon_id": contract.coupon_id, "applied_count": 1, "object": "coupon"}]
                if contract.discount_until:
                    coupons[0]["apply_till"] = epoch(at(contract.discount_until))
            self.add(
                "subscription", at(contract.ends_on) if ended else start, id=subscription_id(contract.contract_id),
                customer_id=self.native[contract.account_id], status="cancelled" if ended else "active", currency_code=contract.currency,
                created_at=epoch(start), started_at=epoch(start), activated_at=epoch(start), current_term_start=epoch(at(term)),
                current_term_end=epoch(at(add_months(term, contract.billing_months))), cancelled_at=epoch(at(contract.ends_on)) if ended else None,
                billing_period=1 if contract.billing_months == 12 else contract.billing_months,
                billing_period_unit="year" if contract.billing_months == 12 else "month", subscription_items=compact(items),
                coupons=compact(coupons), deleted=False,
            )

    def invoices(self) -> None:
        for invoice in self.company.invoices:
            self._invoice(invoice)

    def _invoice(self, invoice) -> None:
        day, customer, currency = at(invoice.issued_on, 0, 5), self.company.customer(invoice.account_id), invoice.currency
        percent = stripe.INCLUSIVE_TAX.get(customer.country, 0) if self.dirt.enabled and currency == "EUR" else 0
        inclusive = bool(percent) and customer.country == "DE"
        native, lines, discounts, tax = invoice_number(invoice.invoice_id), [], [], 0
        for line in invoice.lines:
            line_tax = minor((line.net * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP), currency) if percent else 0
            tax += line_tax
            lines.append(self._line(line, line_tax, inclusive))
            if line.discount:
                coupon = self.contract[line.contract_id].coupon_id
                discounts.append({"line_item_id": lines[-1]["id"], "discount_type": "document_level_coupon", "coupon_id": coupon,
                                  "entity_id": coupon, "discount_amount": minor(line.discount, currency), "object": "line_item_discount"})
        if percent:
            self.note("inclusive tax" if inclusive else "exclusive tax", "invoice", 1)
        net = minor(invoice.total, currency)
        total = net + tax
        self.total[invoice.invoice_id] = total
        self.add(
            "invoice", at(invoice.paid_on, 9, 30) if invoice.paid_on else day, id=native, customer_id=self.native[invoice.account_id],
            subscription_id=subscription_id(invoice.contract_id), recurring=True, status="paid" if invoice.paid_on else "payment_due",
            price_type="tax_inclusive" if inclusive else "tax_exclusive", date=epoch(day), due_date=epoch(day),
            generated_at=epoch(day) + MINUTE, paid_at=epoch(at(invoice.paid_on, 9, 30)) if invoice.paid_on else None,
            exchange_rate=Decimal(1), currency_code=currency, base_currency_code="USD", sub_total=total if inclusive else net, tax=tax,
            total=total, round_off_amount=0, amount_paid=total if invoice.paid_on else 0, amount_due=0 if invoice.paid_on else total,
            amount_adjusted=0, credits_applied=0, write_off_amount=0, first_invoice=False, deleted=False, line_items=compact(lines),
            line_item_discounts=compact(discounts), discounts="[]", line_item_taxes="[]", linked_payments="[]", applied_credits="[]",
        )

    def _line(self, line, line_tax, inclusive) -> dict:
        """Units finer than a cent come as text in major units beside the rounded whole ones."""
        amount = minor(line.gross, line.currency) + (line_tax if inclusive else 0)
        row = {
            "id": native_id("li", "chargebee", line.line_id), "object": "line_item", "subscription_id": subscription_id(line.contract_id),
            "customer_id": self.native[line.account_id], "date_from": epoch(at(line.service_start)), "date_to": epoch(at(line.service_end)),
            "unit_amount": _whole(line.unit_amount, line.currency), "quantity": line.quantity, "amount": amount,
            "pricing_model": "flat_fee" if line.kind == "subscription" else "per_unit", "is_taxed": bool(line_tax), "tax_amount": line_tax,
            "discount_amount": minor(line.discount, line.currency), "item_level_discount_amount": 0, "description": line.description,
            "entity_type": {"subscription": "plan_item_price", "usage": "addon_item_price"}.get(line.kind, "charge_item_price"),
            "entity_id": line.price_id, "metered": line.kind == "usage",
        }
        if line.kind == "usage":
            row |= {"unit_amount_in_decimal": str(line.unit_amount), "quantity_in_decimal": str(line.quantity), "amount_in_decimal": str(line.gross)}
        if self.dirt.enabled and line.kind == "subscription" and roll(9, "second early", line.line_id) == 0:
            row["date_to"] -= 1
            self.note("period that ends a second early", "invoice", 1)
        return row

    def credit_notes(self) -> None:
        given = [(note.credit_note_id, note, note.issued_on, note.reason, note.refund_id) for note in self.company.credit_notes]
        given += [(refund.refund_id, refund, refund.refunded_on, "goodwill", refund.refund_id) for refund in self.company.refunds
                  if refund.credit_note_id is None]
        for name, note, day, reason, refund_id in given:
            invoice = next(found for found in self.company.invoices if found.invoice_id == note.invoice_id)
            line = next((line for line in invoice.lines if line.line_id == getattr(note, "line_id", None)), invoice.lines[0])
            self._credit_note(name, note, at(day, 10), reason, refund_id, invoice, line)

    def _credit_note(self, name, note, moment, reason, refund_id, invoice, line) -> None:
        amount, native = minor(note.amount, note.currency), f"CN-{native_id('n', name, length=8)[2:]}"
        credited = {
            "id": native_id("li", "chargebee", name), "object": "line_item", "subscription_id": subscription_id(line.contract_id),
            "customer_id": self.native[note.account_id], "date_from": epoch(moment), "date_to": epoch(moment), "unit_amount": amount,
            "quantity": 1, "amount": amount, "pricing_model": "flat_fee", "is_taxed": False, "tax_amount": 0, "discount_amount": 0,
            "entity_type": "plan_item_price", "entity_id": line.price_id, "metered": False,
            "reference_line_item_id": native_id("li", "chargebee", line.line_id),
        }
        refunded = amount if refund_id else 0
        self.add(
            "credit_note", moment, id=native, customer_id=self.native[note.account_id], subscription_id=subscription_id(line.contract_id),
            reference_invoice_id=invoice_number(invoice.invoice_id), type="refundable", reason_code="waiver" if refund_id is None else "other",
            create_reason_code=reason, status="refunded" if refund_id else "refund_due", price_type="tax_exclusive", date=epoch(moment),
            currency_code=note.currency, sub_total=amount, total=amount, round_off_amount=0, amount_allocated=0, amount_refunded=refunded,
            amount_available=amount - refunded, deleted=False, line_items=compact([credited]), line_item_discounts="[]", allocations="[]",
            linked_refunds=compact([{"txn_id": native_id("txn", "chargebee", refund_id), "applied_amount": amount}] if refund_id else []),
        )
        if refund_id:
            payment = next(refund.payment_id for refund in self.company.refunds if refund.refund_id == refund_id)
            self.add("transaction", moment, id=native_id("txn", "chargebee", refund_id), customer_id=self.native[note.account_id], type="refund",
                     status="success", date=epoch(moment), payment_method="card", gateway="stripe", gateway_account_id="gw_stripe",
                     id_at_gateway=native_id("re", refund_id, length=24), currency_code=note.currency, amount=amount,
                     refunded_txn_id=native_id("txn", "chargebee", payment), deleted=False, linked_invoices="[]", linked_refunds="[]")

    def payments(self) -> None:
        for payment in self.company.payments:
            self._payment(payment)

    def _payment(self, payment, **changes) -> None:
        moment, by_card, amount = at(payment.paid_on, 9, 30), payment.method == "card", self.total[payment.invoice_id]
        linked = [{"invoice_id": invoice_number(payment.invoice_id), "applied_amount": amount, "applied_at": epoch(moment), "invoice_total": amount}]
        row = {
            "id": native_id("txn", "chargebee", payment.payment_id), "customer_id": self.native[payment.account_id], "type": "payment",
            "status": "success", "date": epoch(moment), "payment_method": payment.method, "gateway": "stripe" if by_card else "not_applicable",
            "gateway_account_id": "gw_stripe" if by_card else None, "currency_code": payment.currency, "amount": amount, "deleted": False,
            "id_at_gateway": native_id("ch", payment.payment_id, length=24) if by_card else None, "linked_invoices": compact(linked),
            "linked_refunds": "[]",
        }
        self.add("transaction", moment, **(row | changes))

    # --- what real destinations also hold ----------------------------------------------------------------------

    def litter(self) -> None:
        for step in (self._second_versions, self._dead_invoices, self._failed_payments, self._test_payment, self._void_note, self._old_items):
            step()

    def note(self, what: str, name: str, count: int) -> None:
        self.notes[what, name] += count

    def _second_versions(self) -> None:
        """What append mode keeps: an object as it was before, delivered later than the state that replaced it."""
        for name, share in (("customer", 12), ("subscription", 14), ("invoice", 11), ("credit_note", 2), ("transaction", 25)):
            kept = [row for row in self.rows[name] if roll(share, "version", name, row["id"]) == 0]
            for row in kept:
                older = row | {"updated_at": row["updated_at"] - 7200, "resource_version": row["resource_version"] - 7_200_000}
                older["_airbyte_extracted_at"] = row["_airbyte_extracted_at"] + timedelta(minutes=20)
                if name == "invoice":
                    # a line that was taken off again before the invoice was final
                    extra = json.loads(row["line_items"])
                    extra.append(extra[0] | {"id": f"{extra[0]['id']}x"})
                    older |= {"status": "payment_due", "amount_paid": 0, "line_items": compact(extra)}
                if name == "customer":
                    older |= {"company": row["company"].upper(), "custom_fields": "[]"}
                if name == "subscription":
                    older |= {"coupons": "[]"}
                self.rows[name].append(older)
            self.note("second version of a row", name, len(kept))

    def _dead_invoices(self) -> None:
        """Invoices that were voided, are still collecting usage, or were deleted."""
        chosen = [row for row in self.rows["invoice"] if roll(45, "dead", row["id"]) == 0]
        for number, row in enumerate(chosen):
            kind = ("voided", "pending", "deleted")[number % 3]
            native = f"{row['id']}-{kind[0].upper()}{number}"
            lines = [line | {"id": f"{line['id']}{kind[0]}{number}"} for line in json.loads(row["line_items"])]
            self.rows["invoice"].append(row | {
                "id": native, "status": "paid" if kind == "deleted" else kind, "deleted": kind == "deleted", "line_items": compact(lines),
                "line_item_discounts": "[]", "voided_at": row["date"] + 86_400 if kind == "voided" else None,
            })
            self.note(f"{kind} invoice", "invoice", 1)

    def _failed_payments(self) -> None:
        tried = [payment for payment in self.company.payments if payment.method == "card" and roll(30, "declined", payment.payment_id) == 0]
        for payment in tried:
            self._payment(payment, id=native_id("txn", "declined", payment.payment_id), status="failure", error_code="card_declined")
        self.note("failed payment", "transaction", len(tried))

    def _test_payment(self) -> None:
        payment = self.company.payments[0]
        self._payment(payment, id=native_id("txn", "test", payment.payment_id), gateway="chargebee", id_at_gateway="cb_test")
        self.note("payment through the test gateway", "transaction", 1)

    def _void_note(self) -> None:
        row = self.rows["credit_note"][0]
        lines = [line | {"id": f"{line['id']}v"} for line in json.loads(row["line_items"])]
        self.rows["credit_note"].append(row | {"id": f"{row['id']}-V", "status": "voided", "line_items": compact(lines), "linked_refunds": "[]"})
        self.note("voided credit note", "credit_note", 1)

    def _old_items(self) -> None:
        row = next(row for row in self.rows["item_price"] if row["id"] == "pro_monthly_usd")
        self.rows["item_price"].append(row | {"price": 8900, "updated_at": row["updated_at"] - 60, "resource_version": row["resource_version"] - 60_000})
        self.note("second version of a row", "item_price", 1)


def _whole(amount: Decimal, currency: str) -> int:
    """Minor units as Chargebee rounds them where the price is finer than the currency."""
    return int(amount.scaleb(0 if currency == "JPY" else 2).quantize(Decimal(1), ROUND_HALF_UP))
