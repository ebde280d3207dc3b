"""The answer as one HTML file with its charts: the charting library is inside it, nothing is fetched."""

from __future__ import annotations

import html
import json

import altair as alt
import vl_convert as vlc

from scripts.report import figures
from scripts.report.screen import money, percent

BANDS = ["healthy", "at_risk", "thin", "loss", "no_revenue", "incomplete"]
BAND_COLOURS = ["#2f9e6e", "#e0a526", "#d9772b", "#c83c3c", "#8a94a6", "#c3c9d4"]
INK = "#1d2433"


def chart_customers(marts: figures.Marts) -> alt.Chart:
    """Every paying customer as one bar, best to worst: the picture an average hides."""
    rows = figures.customers_of_month(marts).dicts()
    for position, row in enumerate(rows, start=1):
        row["position"] = position
    return (
        alt.Chart(alt.Data(values=rows), width="container", height=260)
        .mark_bar()
        .encode(
            x=alt.X("position:O", title="customers, most to least profitable", axis=alt.Axis(labels=False, ticks=False)),
            y=alt.Y("margin:Q", title="gross margin of the month"),
            color=alt.Color("health_band:N", title="health", scale=alt.Scale(domain=BANDS[:4], range=BAND_COLOURS[:4])),
            tooltip=[
                alt.Tooltip("customer_name:N", title="customer"), alt.Tooltip("tier:N"),
                alt.Tooltip("revenue:Q", format=",.2f"), alt.Tooltip("cost:Q", format=",.2f"),
                alt.Tooltip("margin:Q", format=",.2f"), alt.Tooltip("margin_ratio:Q", format=".2%", title="margin %"),
            ],
        )
    )


def chart_whale_curve(marts: figures.Marts) -> alt.Chart:
    """Margin added up from the best customer on: where the curve falls, customers eat what others earn."""
    total, points = 0.0, [{"position": 0, "cumulative": 0.0, "customer_name": ""}]
    for position, row in enumerate(figures.customers_of_month(marts).dicts(), start=1):
        total += row["margin"] or 0.0
        points.append({"position": position, "cumulative": total, "customer_name": row["customer_name"]})
    return (
        alt.Chart(alt.Data(values=points), width="container", height=260)
        .mark_area(line={"color": "#3566b8"}, color="#3566b8", opacity=0.18)
        .encode(
            x=alt.X("position:Q", title="customers, most to least profitable"),
            y=alt.Y("cumulative:Q", title="margin added up"),
            tooltip=[alt.Tooltip("customer_name:N"), alt.Tooltip("cumulative:Q", format=",.2f")],
        )
    )


def chart_trend(marts: figures.Marts) -> alt.Chart:
    rows = figures.trend(marts).dicts()
    for row in rows:
        row["period_month"] = row["period_month"].isoformat()
    base = alt.Chart(alt.Data(values=rows), width="container", height=260).encode(
        x=alt.X("yearmonth(period_month):T", title=None)
    )
    amounts = base.transform_fold(["revenue", "cost"], as_=["figure", "amount"]).mark_line(point=True).encode(
        y=alt.Y("amount:Q", title="amount per month"),
        color=alt.Color("figure:N", title=None, scale=alt.Scale(domain=["revenue", "cost"], range=["#3566b8", "#c83c3c"])),
        tooltip=[alt.Tooltip("yearmonth(period_month):T", title="month"), alt.Tooltip("figure:N"), alt.Tooltip("amount:Q", format=",.2f")],
    )
    ratio = base.mark_line(strokeDash=[4, 3], color="#2f9e6e").encode(
        y=alt.Y("margin_ratio:Q", title="margin %", axis=alt.Axis(format="%")),
        tooltip=[alt.Tooltip("yearmonth(period_month):T", title="month"), alt.Tooltip("margin_ratio:Q", format=".2%", title="margin %")],
    )
    return alt.layer(amounts, ratio).resolve_scale(y="independent")


def chart_tiers(marts: figures.Marts) -> alt.Chart:
    rows = [
        {"tier": row["tier"], "margin_ratio": None if row["gross_margin_ratio"] is None else float(row["gross_margin_ratio"]),
         "customers": int(row["customers"] or 0), "order": order}
        for order, row in enumerate(figures.tiers(marts).dicts())
    ]
    base = alt.Chart(alt.Data(values=rows), width="container", height=200).encode(
        y=alt.Y("tier:N", sort=alt.EncodingSortField("order"), title=None),
        x=alt.X("margin_ratio:Q", title="gross margin %", axis=alt.Axis(format="%")),
    )
    return base.mark_bar(color="#3566b8") + base.mark_text(align="left", dx=4, color=INK).encode(
        text=alt.Text("margin_ratio:Q", format=".2%")
    )


def chart_features(marts: figures.Marts) -> alt.Chart:
    rows = []
    for row in figures.features(marts).dicts():
        for part, amount in (("AI cost", row["ai_cost"]), ("other cost", (row["cost"] or 0) - (row["ai_cost"] or 0))):
            rows.append({"feature": row["feature"], "part": part, "amount": float(amount or 0)})
    return (
        alt.Chart(alt.Data(values=rows), width="container", height=200)
        .mark_bar()
        .encode(
            y=alt.Y("feature:N", sort="-x", title=None), x=alt.X("amount:Q", title="cost of the month"),
            color=alt.Color("part:N", title=None, scale=alt.Scale(domain=["AI cost", "other cost"], range=["#7a4fb5", "#b9a5d8"])),
            tooltip=[alt.Tooltip("feature:N"), alt.Tooltip("part:N"), alt.Tooltip("amount:Q", format=",.2f")],
        )
    )


def chart_bridge(marts: figures.Marts) -> alt.Chart:
    names = {
        "bridge_price": "price", "bridge_discount_credit": "discounts, credits", "bridge_volume": "volume",
        "bridge_mix": "mix", "bridge_unit_cost": "unit cost", "bridge_allocation_idle": "shared and idle",
        "bridge_fx": "exchange rates", "bridge_one_time": "one-time",
    }
    parts = figures.bridge(marts)
    rows = [
        {"part": label, "amount": float(parts[key] or 0), "order": order}
        for order, (key, label) in enumerate(names.items()) if parts
    ]
    return (
        alt.Chart(alt.Data(values=rows), width="container", height=200)
        .mark_bar()
        .encode(
            y=alt.Y("part:N", sort=alt.EncodingSortField("order"), title=None),
            x=alt.X("amount:Q", title="change of margin against the month before"),
            color=alt.condition("datum.amount < 0", alt.value("#c83c3c"), alt.value("#2f9e6e")),
            tooltip=[alt.Tooltip("part:N"), alt.Tooltip("amount:Q", format=",.2f")],
        )
    )


CHARTS = [
    ("customers", "Which customers are profitable?", chart_customers),
    ("whales", "How much do the losing ones take away?", chart_whale_curve),
    ("trend", "Is revenue outpacing cost?", chart_trend),
    ("bridge", "Why did the margin move?", chart_bridge),
    ("tiers", "Which tiers need a new price?", chart_tiers),
    ("features", "Which features drive cost?", chart_features),
]

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1d2433;background:#f5f6f9;margin:0}
main{max-width:1180px;margin:0 auto;padding:28px 20px 60px}h1{font-size:26px;margin:0}h2{font-size:17px;margin:0 0 8px}
.sub{color:#5b6475;margin:2px 0 22px}.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:14px}
.card,.box{background:#fff;border:1px solid #e3e6ee;border-radius:10px;padding:14px 16px}
.card b{display:block;font-size:22px}.card span{color:#5b6475;font-size:13px}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(480px,1fr));gap:14px;margin:14px 0}
.vega{width:100%}table{border-collapse:collapse;width:100%;font-size:13.5px}th{text-align:left;color:#5b6475;font-weight:600}
td,th{padding:5px 8px;border-bottom:1px solid #eceef4}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
"""


def text(value) -> str:
    return html.escape("" if value is None else str(value))


def html_table(headers: list[str], rows: list[list], numeric_from: int) -> str:
    def cells(values: list, tag: str) -> str:
        return "".join(
            f'<{tag}{" class=n" if place >= numeric_from else ""}>{text(value)}</{tag}>'
            for place, value in enumerate(values)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return f"<div class=scroll><table><tr>{cells(headers, 'th')}</tr>{body}</table></div>"


def worst_table(table: figures.Table) -> str:
    return html_table(
        ["customer", "tier", "driver", "since", "certainty", "revenue", "cost", "margin", "margin %"],
        [
            [row["customer_name"], row["tier"], row["main_driver"],
             f"{row['unprofitable_since']:%Y-%m}" if row["unprofitable_since"] else "", row["certainty"],
             money(row["revenue"]), money(row["cost"]), money(row["gross_margin"]), percent(row["gross_margin_ratio"])]
            for row in table.dicts()
        ],
        5,
    )


def scenario_table(marts: figures.Marts) -> str:
    rows = []
    for row in figures.scenarios(marts).dicts():
        if row["not_computed_because"]:
            rows.append([row["scenario_name"], f"not computed: {row['not_computed_because']}", *[""] * 6])
            continue
        churn = row["break_even_churn_ratio"]
        rows.append([
            row["scenario_name"], money(row["scenario_revenue"]), money(row["scenario_cost"]),
            percent(row["baseline_margin_ratio"]), percent(row["scenario_margin_ratio"]), money(row["margin_delta"]),
            percent(churn) if churn is not None else "", row["newly_unprofitable"],
        ])
    return html_table(
        ["scenario", "revenue", "cost", "margin % now", "margin % then", "change of margin", "break-even churn", "newly losing"],
        rows, 1,
    )


def reconciliation_table(marts: figures.Marts) -> str:
    names = ["reported", "in_ledger", "deferred_or_unbilled", "other_authority", "quarantined", "timing", "rounding", "unexplained"]
    return html_table(
        ["vendor", "side", "currency", *[name.replace("_", " ") for name in names]],
        [[row["vendor"], row["side"], row["currency"], *[money(row[name]) for name in names]]
         for row in figures.reconciliation(marts).dicts()],
        3,
    )


def row_table(marts: figures.Marts) -> str:
    return html_table(
        ["vendor", "table", "raw", "valid", "duplicate", "quarantined", "left out on purpose"],
        [[row["vendor"], row["source_table"], *[f"{int(row[name]):,}" for name in
          ("raw_rows", "valid_rows", "duplicate_rows", "quarantined_rows", "excluded_rows")]]
         for row in figures.row_accounting(marts).dicts()],
        2,
    )


def card_row(marts: figures.Marts) -> str:
    card, month = figures.cards(marts), figures.month(marts)
    ratio = month["margin"] / month["revenue"] if month["margin"] is not None and month["revenue"] else None
    values = [
        ("revenue of the month", money(month["revenue"])), ("cost to serve", money(month["cost"])),
        ("gross margin", f"{money(month['margin'])} · {percent(ratio)}"),
        ("paying customers", f"{month['paying_customers']:,}"),
        ("billed, last three months", money(card["billed_revenue"])),
        ("metered cost, last three months", money(card["metered_cost"])),
        ("idle capacity", money(month["idle_cost"])), ("unattributed cost", money(month["unattributed_cost"])),
    ]
    return "".join(f"<div class=card><span>{text(name)}</span><b>{text(value)}</b></div>" for name, value in values)


def render(marts: figures.Marts) -> str:
    card = figures.cards(marts)
    boxes, calls = [], []
    for name, title, chart in CHARTS:
        boxes.append(f'<div class=box><h2>{title}</h2><div class=vega id="{name}"></div></div>')
        spec = json.dumps(chart(marts).to_dict()).replace("</", "<\\/")
        calls.append(f'vegaEmbed("#{name}", {spec}, {{actions: false, renderer: "svg"}});')
    library = vlc.javascript_bundle("window.vegaEmbed = vegaEmbed;").replace("</script", "<\\/script")
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Layer Six: margin report</title>"
        f'<meta name=viewport content="width=device-width"><style>{STYLE}</style></head><body><main>'
        f"<h1>Are we profitable by customer?</h1><p class=sub>{card['last_month']:%B %Y}, amounts in "
        f"{text(card['currency_code'])}. Revenue: {text(card['revenue_completeness'])}; cost: {text(card['cost_completeness'])}.</p>"
        f"<div class=cards>{card_row(marts)}</div><div class=grid>{''.join(boxes)}</div>"
        f"<div class=box><h2>Customers that lose money, latest month</h2>{worst_table(figures.worst_customers(marts, 20))}</div><br>"
        f"<div class=box><h2>Customers that lose money, open month so far</h2>{worst_table(figures.worst_customers_open_month(marts, 20))}</div><br>"
        f"<div class=box><h2>What would happen if?</h2>{scenario_table(marts)}</div><br>"
        f"<div class=box><h2>Does it tie to what each tool reports?</h2>{reconciliation_table(marts)}</div><br>"
        f"<div class=box><h2>What became of every raw row</h2>{row_table(marts)}</div>"
        f"</main><script type=module>{library}\n{''.join(calls)}</script></body></html>"
    )
