"""Kubecost's allocations by cluster, namespace, controller and the label of the customer, as a loader unnests them.

Alone (the default) they tell all of the infrastructure, `__idle__` with unused commitments and `__unmounted__` for
what nobody owns. `kubecost:keys` stands beside a cloud bill (`focus:gcp_cluster`) and tells only what runs in the
cluster, at list price: shares of the bill, a quarter above it. Costs have five decimals, as the tool rounds them; the
remainder goes to the next day of the same workload. What a cluster never knows: tax, credits, the fee of a commitment.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from scripts._common import Refusal
from scripts.simulate import catalog
from scripts.simulate.dates import month_start
from scripts.simulate.dice import roll
from scripts.simulate.emitters._shape import as_json, at, columns, table
from scripts.simulate.emitters.focus import unused_part

COLUMNS = columns("""
    key, window_start timestamp, window_end timestamp, properties, cpuCoreHours number, cpuCost number, cpuCostAdjustment number
    gpuCost number, ramCost number, ramCostAdjustment number, pvCost number, networkCost number, loadBalancerCost number
    sharedCost number, externalCost number, totalCost number, _aggregate, _settings, _synced_at timestamp
""")
TABLE = "kubecost_allocation"
AGGREGATE = "cluster,namespace,controller,label:customer"
SETTINGS = as_json({"currency": "USD", "idle": True, "shareIdle": False, "shareNamespaces": "", "shareCost": 0, "external": True})
FIVE = Decimal("0.00001")
LIST_PRICE = Decimal("1.25")
RECONCILED_AFTER = 3


def emit(truth, out, dirt, way: str = "") -> None:
    if way not in ("", "keys"):
        raise Refusal(f"unknown way {way!r} of kubecost: leave it out or write kubecost:keys", 64)
    cluster = _Cluster(truth, dirt, level=LIST_PRICE if way else Decimal(1))
    for line in truth.infra_lines:
        cluster.workload(line, is_whole=not way)
    rows = cluster.rows
    if dirt.enabled:
        rows = rows + cluster.first_readings() + cluster.second_aggregation()
    out.write("kubecost", TABLE, table(COLUMNS, rows))


class _Cluster:
    def __init__(self, truth, dirt, level: Decimal):
        self.company, self.identities, self.dirt, self.level = truth.company, truth.identities, dirt, level
        self.rows: list[dict] = []
        self.left_over: dict[str, Decimal] = defaultdict(Decimal)

    def note(self, what: str, count: int) -> None:
        self.dirt.record(what, "kubecost", TABLE, count)

    def workload(self, line, is_whole: bool) -> None:
        if line.kind == "direct":
            self._tenant(line)
        elif line.kind == "shared":
            self.add("prod", "serving", "model-server", line.cost_date, line.amount, labels={"pool": "shared_serving", "environment": "production"})
        elif line.kind == "idle":
            amount = line.amount if is_whole else line.amount - unused_part(line)
            self.add("prod", "__idle__", None, line.cost_date, amount)
        elif is_whole and line.kind == "untagged":
            self.add("prod", "__unmounted__", None, line.cost_date, line.amount)
        elif is_whole:
            self.add("staging", "staging", "model-server", line.cost_date, line.amount, namespace_labels={"environment": "staging"})

    def _tenant(self, line) -> None:
        """A namespace per customer; the label of the customer is on the pods or, on some days, only on the namespace."""
        feature, day = line.feature_key, line.cost_date
        account = self.identities.infra_name(line.account_id, day)
        if account in {move.value for move in self.identities.moves}:
            # an application of its own namespace, without any label of whose it is
            self.add("prod", account, feature.replace("_", "-"), day, line.amount, labels={"feature": feature})
            return
        labels = {"customer": account, "feature": feature, "environment": "production"}
        if self.dirt.enabled and roll(25, "label on the namespace", account, day) == 0:
            self.note("customer named by the namespace's label only", 1)
            self.add("prod", account.replace("_", "-"), feature.replace("_", "-"), day, line.amount, labels={"feature": feature},
                     namespace_labels={"customer": account})
        else:
            # the pod's label goes before an old one of the namespace
            old = {"customer": account}
            if self.dirt.enabled and roll(40, "old label", account) == 0:
                old = {"customer": "moved-out"}
                self.note("old label of a namespace under the label of its pods", 1)
            self.add("prod", account.replace("_", "-"), feature.replace("_", "-"), day, line.amount, labels=labels, namespace_labels=old)

    def add(self, cluster: str, namespace: str, controller: str | None, day: date, amount: Decimal, labels: dict | None = None,
            namespace_labels: dict | None = None) -> None:
        customer = (labels or {}).get("customer", "__unallocated__")
        parts = [cluster, namespace] if namespace.startswith("__") else [cluster, namespace, controller, customer]
        key = "/".join(parts)
        exact = amount * self.level + self.left_over[key]
        total = exact.quantize(FIVE, ROUND_HALF_UP)
        self.left_over[key] = exact - total
        properties = {"cluster": cluster}
        if namespace != "__idle__":
            properties["namespace"] = namespace
        if controller:
            properties |= {"controller": controller, "controllerKind": "deployment"}
        properties |= {name: found for name, found in (("labels", labels), ("namespaceLabels", namespace_labels)) if found}
        outside = Decimal("1.5") if self.dirt.enabled and labels and roll(200, "external", key, day) == 0 else Decimal(0)
        if outside:
            self.note("cost outside the cluster added to a workload", 1)
        self.rows.append(self._costs(day, total) | {
            "key": key, "properties": as_json(properties), "externalCost": outside, "totalCost": total + outside, "_aggregate": AGGREGATE,
            "_settings": SETTINGS, "_synced_at": self._read_at(day, RECONCILED_AFTER + 1),
        })

    def _read_at(self, day: date, after: int):
        return min(at(day + timedelta(days=after), 2), at(self.company.as_of, 22))

    def _costs(self, day: date, total: Decimal) -> dict:
        """Cores three fifths, memory the rest; on-demand estimates with the difference to the bill as adjustments."""
        cores = (total * 3 / 5).quantize(FIVE)
        estimate = {name: (part * LIST_PRICE).quantize(FIVE) for name, part in (("cpu", cores), ("ram", total - cores))}
        zero = Decimal(0)
        return {
            "window_start": at(day), "window_end": at(day + timedelta(days=1)), "cpuCoreHours": (cores * 20).quantize(FIVE),
            "cpuCost": estimate["cpu"], "cpuCostAdjustment": cores - estimate["cpu"], "ramCost": estimate["ram"],
            "ramCostAdjustment": total - cores - estimate["ram"], "gpuCost": zero, "pvCost": zero, "networkCost": zero,
            "loadBalancerCost": zero, "sharedCost": zero,
        }

    def first_readings(self) -> list[dict]:
        """The reading of the next morning: estimates that the bill has not yet adjusted."""
        early = []
        for row in self.rows:
            day = row["window_start"].date()
            if roll(6, "read early", day) == 0 and self._read_at(day, 1) < row["_synced_at"]:
                estimated = row["totalCost"] - row["cpuCostAdjustment"] - row["ramCostAdjustment"]
                early.append(row | {"cpuCostAdjustment": Decimal(0), "ramCostAdjustment": Decimal(0), "totalCost": estimated,
                                    "_synced_at": self._read_at(day, 1)})
        self.note("reading that a later one replaced", len(early))
        return early

    def second_aggregation(self) -> list[dict]:
        """The headline month by namespace too: the same money without the customer's label."""
        totals: dict[tuple, Decimal] = {}
        for row in self.rows:
            if month_start(row["window_start"].date()) == catalog.HEADLINE_MONTH:
                cluster, namespace = row["key"].split("/")[:2]
                at_key = (row["window_start"].date(), cluster, namespace)
                totals[at_key] = totals.get(at_key, Decimal(0)) + row["totalCost"] - row["externalCost"]
        again = []
        for (day, cluster, namespace), total in totals.items():
            again.append(self._costs(day, total) | {
                "key": f"{cluster}/{namespace}", "properties": as_json({"cluster": cluster, "namespace": namespace}), "externalCost": Decimal(0),
                "totalCost": total, "_aggregate": "cluster,namespace", "_settings": SETTINGS, "_synced_at": self._read_at(day, RECONCILED_AFTER + 1),
            })
        self.note("row of a second aggregation", len(again))
        return again
