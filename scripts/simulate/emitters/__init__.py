"""One module per vendor: how that vendor's real loader would land the company's life.

`emit(truth, out, dirt)` writes the tables that follow from the finished truth. A vendor that logs every call also
has `emit_calls(truth, calls, out, dirt)`, called once per month while the calls are in memory. A vendor that can tell
the truth in several ways takes the one to tell as one more argument of `emit`: `focus:gcp` names it.
"""

VENDORS = ("stripe", "orb", "langfuse", "focus", "litellm", "openai", "anthropic", "generic")
# Tell the same company in place of one of the above, or beside it.
MORE_VENDORS = (
    "chargebee", "zuora", "metronome", "amberflo", "datadog", "helicone", "otel", "cloudzero", "kubecost", "vantage", "portkey",
)
# Where one of these bills, Stripe only collects.
OTHER_BILLERS = ("chargebee", "zuora")
