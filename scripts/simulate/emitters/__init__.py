"""One module per vendor: how that vendor's real loader would land the company's life.

`emit(truth, out, dirt)` writes the tables that follow from the finished truth. A vendor that logs every call also
has `emit_calls(truth, calls, out, dirt)`, called once per month while the calls are in memory.
"""

VENDORS = ("stripe", "orb", "langfuse", "focus", "litellm", "openai", "anthropic", "generic")
MORE_VENDORS = ("chargebee", "zuora")
# Where one of these bills, Stripe only collects.
OTHER_BILLERS = ("chargebee", "zuora")
