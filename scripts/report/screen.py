"""The answer as text: margin cards, the worst customers, and what a scenario would do."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable

from scripts.report import figures


def money(value) -> str:
    return "unknown" if value is None else f"{Decimal(value):,.2f}"


def percent(value) -> str:
    return "unknown" if value is None else f"{Decimal(value) * 100:.2f}%"


def print_cards(console: Console, marts: figures.Marts) -> None:
    card = figures.cards(marts)
    month = figures.month(marts)
    currency = card["currency_code"]
    console.print(
        Panel.fit(
            f"Revenue billed      {money(card['billed_revenue']):>14}\n"
            f"Metered cost        {money(card['metered_cost']):>14}\n"
            f"Margin on it        {money(card['metered_margin']):>14}   {percent(card['metered_margin_ratio'])}\n"
            f"Revenue earned      {money(card['revenue']):>14}\n"
            f"Cost to serve       {money(card['cost']):>14}\n"
            f"Gross margin        {money(card['margin']):>14}   {percent(card['margin_ratio'])}",
            title=f"Last three months, {card['first_month']:%Y-%m} to {card['last_month']:%Y-%m}, {currency}",
        )
    )
    ratio = month["margin"] / month["revenue"] if month["margin"] is not None and month["revenue"] else None
    customers = (
        month["customers_margin"] / month["revenue"] if month["customers_margin"] is not None and month["revenue"] else None
    )
    console.print(
        f"[bold]{card['last_month']:%Y-%m}[/bold]: revenue {money(month['revenue'])}, cost {money(month['cost'])}, "
        f"margin [bold]{percent(ratio)}[/bold] for the company and {percent(customers)} for its "
        f"{month['paying_customers']} paying customers; idle capacity {money(month['idle_cost'])} and unattributed "
        f"{money(month['unattributed_cost'])} make the difference."
    )


def print_worst(console: Console, marts: figures.Marts) -> None:
    worst = figures.worst_customers(marts)
    table = RichTable(title="Which customers lose money? The five worst of the month")
    for name in ("#", "customer", "tier", "revenue", "cost", "margin", "margin %", "driver", "since"):
        table.add_column(name, justify="left" if name in ("customer", "tier", "driver") else "right")
    for row in worst.dicts():
        table.add_row(
            str(row["rank"]), row["customer_name"], row["tier"], money(row["revenue"]), money(row["cost"]),
            money(row["gross_margin"]), percent(row["gross_margin_ratio"]), row["main_driver"],
            f"{row['unprofitable_since']:%Y-%m}" if row["unprofitable_since"] else "",
        )
    if not worst.rows:
        table.add_row("", "none: every paying customer earns its cost", *[""] * 7)
    console.print(table)


def print_scenarios(console: Console, marts: figures.Marts) -> None:
    table = RichTable(title="What would happen if? (the base month replayed, same usage)")
    for name in ("scenario", "revenue", "cost", "margin %", "change of margin", "break-even churn", "newly losing"):
        table.add_column(name, justify="left" if name == "scenario" else "right")
    for row in figures.scenarios(marts).dicts():
        if row["not_computed_because"]:
            table.add_row(row["scenario_name"], f"not computed: {row['not_computed_because']}", *[""] * 5)
            continue
        churn = row["break_even_churn_ratio"]
        table.add_row(
            row["scenario_name"], money(row["scenario_revenue"]), money(row["scenario_cost"]),
            f"{percent(row['baseline_margin_ratio'])} → {percent(row['scenario_margin_ratio'])}",
            money(row["margin_delta"]), percent(churn) if churn is not None else "", str(row["newly_unprofitable"]),
        )
    console.print(table)


def print_answer(marts: figures.Marts) -> None:
    console = Console(width=118, highlight=False)
    print_cards(console, marts)
    print_worst(console, marts)
    print_scenarios(console, marts)
