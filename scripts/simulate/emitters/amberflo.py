"""The company as a loader of Amberflo's REST interface lands it: camelCase objects, epochs, money in major units.

Amberflo bills a service month with everything in it, and only a price-locked invoice is final. So it cannot tell what
Orb and Stripe know by invoice: a yearly fee before the year is over, credit notes, the sale of a prepaid pool as a
line. It calculates in one base currency: foreign customers are converted by the company's own table.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from scripts.simulate import catalog
from scripts.simulate.company import AUDITED_INVOICED_ON
from scripts.simulate.dates import add_months, month_start
from scripts.simulate.dice import native_id, roll
from scripts.simulate.emitters import stripe
from scripts.simulate.emitters._books import Books
from scripts.simulate.emitters._metering import CONFLICT_ON, event_parts
from scripts.simulate.emitters._shape import arrival, as_json, at

# What the company's conversion table says a unit of a currency is in dollars.
RATES = {"USD": Decimal(1), "EUR": Decimal("1.10"), "JPY": Decimal("0.0068")}
GRACE_HOURS = 24
PLATFORM, USAGE, POOL = "1", "2", "3"
POOL_PRICE = Decimal("0.50")
LOADED = "_loaded_at timestamp"

TABLES = {
    "customers": f"id, customerId, customerName, customerEmail, enabled boolean, traits, createTime integer, updateTime integer, {LOADED}",
    "meter_events": f"uniqueId, meterApiName, customerId, meterValue number, meterTimeInMillis integer, dimensions, {LOADED}",
    "meters": f"id, meterApiName, label, meterType, dimensions, useInBilling boolean, {LOADED}",
    "product_items": f"id, meterApiName, {LOADED}",
    "product_item_prices": f"productItemId, productItemPriceMap, lockingStatus, {LOADED}",
    "product_plans": f"id, productPlanName, description, productId, billingPeriod, feeMap, productItemPriceIdsMap, lockingStatus, {LOADED}",
    "customer_product_plans": f"customerId, productPlanId, productId, startTimeInSeconds integer, endTimeInSeconds integer, {LOADED}",
    "prepaid_orders": "id, customerId, productId, startTimeInSeconds integer, endTimeInSeconds integer, firstCardEndTimeSeconds integer,"
    " prepaidOfferVersion integer, prepaidPrice number, originalWorth number, originalCurrency, recurrenceFrequency, externalPayment boolean,"
    f" paymentStatus, internalStatus, paymentId, prepaidPaymentTimeInSeconds integer, firstInvoiceUri, {LOADED}",
    "prepaid_wallet_cards": f"customerId, paymentId, paymentStatus, price number, worth number, cardType, startTimeInMillis integer, {LOADED}",
    "invoices": "invoiceUri, invoiceKey, planName, planBillingPeriod, invoiceStartTimeInSeconds integer, invoiceEndTimeInSeconds integer,"
    " gracePeriodInHours integer, invoicePriceStatus, paymentStatus, productItemInvoices, productPlanFees, appliedPromotions, totalBill,"
    f" invoiceBillInBaseCurrency, creditUnit, availablePrepaidLeft number, externalSystemStatus, {LOADED}",
}


def seconds(moment: date | datetime) -> int:
    moment = moment if isinstance(moment, datetime) else at(moment)
    return int(moment.replace(tzinfo=UTC).timestamp())


def item_id(feature: str) -> str:
    return native_id("item", "amberflo", feature)


def number(amount: Decimal) -> float | int:
    """As JSON has numbers: whole ones without a point."""
    return int(amount) if amount == int(amount) else float(amount)


def emit(truth, out, dirt) -> None:
    books = _Books(truth.company, dirt, TABLES)
    for step in (books.pricing, books.customers, books.subscriptions, books.metered, books.pool, books.events):
        step()
    books.write("amberflo", truth, out)


class _Books(Books):
    def add(self, name: str, seen_on: date, /, **row) -> dict:
        row = {"_loaded_at": arrival(self.company, seen_on, hour=3)} | row
        self.rows[name].append(row)
        return row

    # --- what is sold --------------------------------------------------------------------------------------------

    def pricing(self) -> None:
        first = catalog.FIRST_MONTH
        for feature in catalog.FEATURES:
            meter, unit, amount = catalog.METERS[feature]
            self.add("meters", first, id=native_id("mtr", meter), meterApiName=meter, label=f"{unit.title()}s", meterType="sum_of_all_usage",
                     dimensions=as_json(["feature", "unit"]), useInBilling=True)
            self.add("product_items", first, id=item_id(feature), meterApiName=meter)
            leaf = {"type": "PricePerUnitLeafNode", "allowPartialBatch": True, "tiers": [{"startAfterUnit": 0, "batchSize": 1, "pricePerBatch": number(amount)}]}
            price = leaf
            if feature == "report_writer":
                pool = leaf | {"tiers": [{"startAfterUnit": 0, "batchSize": 1, "pricePerBatch": number(POOL_PRICE)}]}
                cells = [{"dimensionValues": ["list"], "leafNode": leaf}, {"dimensionValues": ["pool"], "leafNode": pool}]
                price = {"type": "DimensionMatrixNode", "dimensionKeys": ["terms"], "dimensionsPrices": cells}
            named = {"id": f"{feature}_price", "productItemId": item_id(feature), "productItemPriceName": f"{unit.title()}s", "lockingStatus": "locked", "price": price}
            self.add("product_item_prices", first, productItemId=item_id(feature), productItemPriceMap=as_json({named["id"]: named}), lockingStatus="locked")
        prices = {item_id(feature): f"{feature}_price" for feature in catalog.FEATURES}
        for plan in ("usage", "prepaid_pool"):
            self._plan(plan, plan.replace("_", " ").title(), USAGE if plan == "usage" else POOL, 1, {}, prices, first)
        for listed in catalog.LIST_PRICES:
            fee = {"id": f"{listed.price_id}_fee", "name": f"{listed.tier_key.title()} plan", "description": "", "isOneTimeFee": False,
                   "cost": number(listed.amount * RATES[listed.currency])}
            self._plan(listed.price_id, listed.tier_key.title(), PLATFORM, listed.billing_months, {fee["id"]: fee}, {}, listed.valid_from)

    def _plan(self, plan_id, name, product, months, fees, prices, since) -> None:
        self.add("product_plans", since, id=plan_id, productPlanName=name, description="", productId=product, feeMap=as_json(fees),
                 billingPeriod=as_json(_period(months)), productItemPriceIdsMap=as_json(prices), lockingStatus="locked")

    def customers(self) -> None:
        for customer in self.company.customers:
            # Where Stripe does not know the account, nobody connected the two tools either.
            traits = {"stripeId": stripe.customer_id(customer.account_id)} if customer.has_billing_metadata else {}
            created = seconds(at(customer.created_on, 0, 10)) * 1000
            self.add("customers", customer.created_on, id=native_id("acus", "amberflo", customer.account_id), customerId=customer.account_id,
                     customerName=customer.metering_name, customerEmail=customer.email, enabled=True, traits=as_json(traits), createTime=created,
                     updateTime=created)

    # --- invoices: one per customer, product and period ---------------------------------------------------------------

    def subscriptions(self) -> None:
        for contract in self.company.contracts:
            self._assign(contract.account_id, contract.price_id, PLATFORM, contract.starts_on, contract.ends_on)
            start = contract.starts_on
            while start <= self.company.as_of and (contract.ends_on is None or start < contract.ends_on):
                end = add_months(start, contract.billing_months)
                discount = contract.discount_at(start)
                fee = {"id": f"{contract.price_id}_fee", "name": f"{contract.tier_key.title()} plan", "description": "", "isOneTimeFee": False,
                       "cost": number(contract.list_amount)}
                self._invoice(contract.account_id, contract.price_id, contract.tier_key.title(), PLATFORM, start, end, fees=[fee],
                              discount=discount, currency=contract.currency, months=contract.billing_months)
                start = end

    def metered(self) -> None:
        """Usage of each customer and month; what no plan charges for stands there at no price."""
        used: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for usage in self.company.metered_usage:
            if usage.billing != "prepaid_pool":
                used[usage.account_id, month_start(usage.usage_date), usage.billing][usage.feature_key] += usage.quantity
        months_of: dict[str, list[date]] = defaultdict(list)
        for (account_id, month, billing), features in used.items():
            months_of[account_id].append(month)
            # The pilot that the audited customer began with was closed in the middle of the month.
            audited = billing == "invoice" and month == catalog.OPEN_MONTH
            items = [(feature, quantity, catalog.METERS[feature][2] * quantity if billing == "invoice" else Decimal(0)) for feature, quantity in features.items()]
            self._invoice(account_id, "usage", "Usage", USAGE, month, AUDITED_INVOICED_ON if audited else add_months(month, 1), items=items)
        for account_id, months in months_of.items():
            self._assign(account_id, "usage", USAGE, min(months), add_months(max(months), 1))

    def pool(self) -> None:
        for grant in self.company.credit_grants:
            payment, end = native_id("apay", grant.grant_id), add_months(catalog.OPEN_MONTH, 1)
            self._assign(grant.account_id, "prepaid_pool", POOL, grant.effective_on, None)
            self.add("prepaid_orders", grant.effective_on, id=native_id("aord", grant.grant_id), customerId=grant.account_id, productId=POOL,
                     startTimeInSeconds=seconds(grant.effective_on), endTimeInSeconds=seconds(grant.expires_on),
                     firstCardEndTimeSeconds=seconds(grant.expires_on), prepaidOfferVersion=-1, prepaidPrice=grant.paid_amount,
                     originalWorth=grant.paid_amount, originalCurrency=grant.currency, externalPayment=True, paymentStatus="settled",
                     internalStatus="active", paymentId=payment, prepaidPaymentTimeInSeconds=seconds(grant.effective_on))
            # The wallet tells the same order again, as a card.
            self.add("prepaid_wallet_cards", grant.effective_on, customerId=grant.account_id, paymentId=payment, paymentStatus="settled",
                     price=grant.paid_amount, worth=grant.paid_amount, cardType="prepaid", startTimeInMillis=seconds(grant.effective_on) * 1000)
            for day in (self.company.as_of - timedelta(days=1), self.company.as_of):
                if day == self.company.as_of or self.dirt.enabled:
                    drawn = [use for use in self.company.credit_drawdowns if use.grant_id == grant.grant_id and use.usage_date <= day]
                    used, quantity = sum((use.amount for use in drawn), Decimal(0)), sum(use.quantity for use in drawn)
                    self._invoice(grant.account_id, "prepaid_pool", "Prepaid Pool", POOL, catalog.OPEN_MONTH, end,
                                  items=[(drawn[0].feature_key, quantity, used)], prepaid=used, left=grant.paid_amount - used, pulled=at(day, 22))

    def _assign(self, account_id, plan_id, product, start, end) -> None:
        self.add("customer_product_plans", start, customerId=account_id, productPlanId=plan_id, productId=product,
                 startTimeInSeconds=seconds(start), endTimeInSeconds=end and seconds(end))

    def _invoice(self, account_id, plan_id, plan_name, product, start, end, *, fees=(), items=(), discount=Decimal(0), prepaid=Decimal(0),
                 currency="USD", months=1, left=Decimal(0), pulled=None) -> None:
        locked = end + timedelta(hours=GRACE_HOURS) <= self.company.as_of
        status = "price_locked" if locked else "grace_period" if end <= self.company.as_of else "open"
        fixed, priced = sum((Decimal(str(fee["cost"])) for fee in fees), Decimal(0)), sum((amount for _, _, amount in items), Decimal(0))
        key = {"accountId": "acc-1", "customerId": account_id, "productId": product, "productPlanId": plan_id, "year": start.year, "month": start.month,
               "day": start.day}
        self.add(
            "invoices", end, invoiceUri="/".join(str(part) for part in key.values()), invoiceKey=as_json(key), planName=plan_name,
            planBillingPeriod=as_json(_period(months)), invoiceStartTimeInSeconds=seconds(start), invoiceEndTimeInSeconds=seconds(end),
            gracePeriodInHours=GRACE_HOURS, invoicePriceStatus=status, paymentStatus="unknown", productItemInvoices=as_json(
                [self._item(key, plan_name, *item, start, end) for item in items]),
            productPlanFees=as_json(list(fees)), appliedPromotions=as_json(_promotions(discount)), availablePrepaidLeft=left,
            totalBill=as_json(_bill(start, end, priced, fixed, discount, prepaid)),
            invoiceBillInBaseCurrency=None if currency == "USD" else as_json(_bill(start, end, priced, fixed, discount, prepaid, RATES[currency])),
            **({"_loaded_at": pulled} if pulled else {}),
        )

    def _item(self, key, plan_name, feature, quantity, amount, start, end) -> dict:
        """An item repeats the sum of its variants, and a variant the sum of its hours."""
        bill = {"meterUnits": quantity, "price": number(amount), "startTimeInSeconds": seconds(start), "endTimeInSeconds": seconds(end),
                "meteredUnitsPerTier": {"0": quantity}}
        variant = {"key": feature, "itemDimensions": {"feature": feature}, "hourlyBillInfos": [bill], "totalBill": bill, "lateArrivalMeters": 0}
        return {"key": key | {"productItemKey": item_id(feature)}, "productItemId": item_id(feature), "productItemName": feature,
                "meterApiName": catalog.METERS[feature][0], "productPlanName": plan_name, "productItemVariants": [variant], "totalBill": bill}

    def events(self) -> None:
        for usage in self.company.metered_usage:
            for key, quantity, moment in event_parts(usage):
                late = self.dirt.enabled and roll(200, "late", key) == 0
                self.note("event that arrived days late", "meter_events", late)
                # One request meters several features under one id; now and then the customer is only a dimension.
                request = native_id("req", usage.account_id, usage.usage_date, key.rsplit(":", 1)[1])
                named = roll(10, "customer field", key) > 0
                dimensions = {"feature": usage.feature_key, "unit": usage.unit} | ({} if named else {"customer_id": usage.account_id})
                self.add("meter_events", usage.usage_date, uniqueId=request, meterApiName=usage.event_name, customerId=usage.account_id if named else None,
                         meterValue=Decimal(quantity), meterTimeInMillis=seconds(moment) * 1000, dimensions=as_json(dimensions),
                         _loaded_at=min(moment + (timedelta(days=3) if late else timedelta(minutes=2)), at(self.company.as_of, 23, 59)))

    # --- what a real landing also holds --------------------------------------------------------------------------------

    def note(self, what: str, name: str, count: int) -> None:
        self.notes[what, name] += int(count)

    def litter(self) -> None:
        evening = at(self.company.as_of, 23, 59)
        again = [row for row in self.rows["meter_events"] if roll(100, "again", row["uniqueId"], row["meterApiName"]) == 0]
        self.rows["meter_events"] += [row | {"_loaded_at": min(row["_loaded_at"] + timedelta(minutes=7), evening)} for row in again]
        self.note("event sent twice", "meter_events", len(again))
        self._conflict()
        self._earlier_pulls()
        self._unpaid_order()
        renamed = [row for row in self.rows["customers"] if roll(20, "renamed", row["id"]) == 0]
        self.rows["customers"] += [
            row | {"customerName": f"{row['customerName']} (trial)", "updateTime": row["updateTime"] - 18_000_000} for row in renamed
        ]
        self.note("second version of a row", "customers", len(renamed))

    def _conflict(self) -> None:
        """Two values under one id, meter, customer, time and dimensions, which belong to no other use."""
        moment = at(CONFLICT_ON, 11)
        near = min(self.rows["meter_events"], key=lambda row: (abs(row["meterTimeInMillis"] - seconds(moment) * 1000), row["uniqueId"]))
        for quantity in (40, 400):
            self.rows["meter_events"].append(near | {
                "uniqueId": "outbox-replay-0001", "meterApiName": "documents.analyzed", "meterValue": Decimal(quantity),
                "dimensions": as_json({"feature": "document_analysis", "unit": "document"}), "_loaded_at": moment + timedelta(minutes=2),
            })
        self.note("two bodies under one key", "meter_events", 2)

    def _earlier_pulls(self) -> None:
        """Invoices pulled while they were open, in grace, and twice once they were locked."""
        for row in [row for row in self.rows["invoices"] if row["invoicePriceStatus"] == "price_locked" and roll(8, "pulled", row["invoiceUri"]) == 0]:
            day = row["_loaded_at"] - timedelta(days=3)
            bill = as_json({"itemPrice": 1, "fixPrice": 0, "prepaid": 0, "totalDiscount": 0, "totalPrice": 1})
            self.rows["invoices"].append(row | {"invoicePriceStatus": "open", "_loaded_at": day, "totalBill": bill, "invoiceBillInBaseCurrency": None,
                                                "productPlanFees": "[]", "productItemInvoices": "[]"})
            self.rows["invoices"].append(row | {"invoicePriceStatus": "grace_period", "_loaded_at": day + timedelta(days=2)})
            self.rows["invoices"].append(row | {"_loaded_at": row["_loaded_at"] + timedelta(hours=1)})
            self.note("earlier or repeated pull of an invoice", "invoices", 3)
        self.note("invoice that is not final", "invoices", sum(row["invoicePriceStatus"] != "price_locked" for row in self.rows["invoices"]))

    def _unpaid_order(self) -> None:
        paid = self.rows["prepaid_orders"][0]
        self.rows["prepaid_orders"].append(paid | {"id": native_id("aord", "failed"), "paymentId": None, "paymentStatus": "failed", "prepaidPrice": Decimal(5000),
                                                   "originalWorth": Decimal(9000)})
        self.note("order whose payment failed", "prepaid_orders", 1)


def _period(months: int) -> dict:
    return {"interval": "year", "intervalsCount": 1} if months == 12 else {"interval": "month", "intervalsCount": months}


def _promotions(discount: Decimal) -> list[dict]:
    """Two promotions where one would do, as real invoices have them."""
    first = (discount / 3).quantize(Decimal("0.01"))
    return [{"promotionId": f"promo-{place}", "promotionName": "Launch", "promotionType": "discount", "discount": number(part)}
            for place, part in enumerate((first, discount - first)) if part]


def _bill(start, end, priced, fixed, discount, prepaid, rate=Decimal(1)) -> dict:
    gross = priced + fixed
    amounts = {"itemPrice": priced, "fixPrice": fixed, "totalDiscount": discount, "totalPriceBeforeDiscount": gross,
               "totalPriceBeforePrepaid": gross - discount, "prepaid": prepaid, "totalPrice": gross - discount - prepaid}
    return {"startTimeInSeconds": seconds(start), "endTimeInSeconds": seconds(end)} | {name: number(amount * rate) for name, amount in amounts.items()}


