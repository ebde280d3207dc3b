"""The dbt unit tests of every vendor's staging that the default stack does not switch on; they need no raw table."""

from __future__ import annotations

import pytest
import yaml

from tests.python.conftest import ROOT, Dbt
from tests.python.staged import STAGING, vendor_folder

DEFAULT = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]["vendors_enabled"]
VENDORS = sorted({file.name[1:].split("__")[0] for file in STAGING.glob("**/_*__sources.yml")} - set(DEFAULT))


@pytest.mark.prove
def test_unit_tests_of_the_other_vendors(tmp_path):
    dbt = Dbt(tmp_path)
    chosen = [f"path:{vendor_folder(vendor).relative_to(ROOT)},test_type:unit" for vendor in VENDORS]
    done = dbt.run("test", "--select", *chosen, vars={"vendors_enabled": VENDORS, "missing": []}, timeout=1800)
    assert done.ok, done.output[-6000:]
    tested = {name.split(".")[2] for name, result in done.results.items() if result["status"] == "pass"}
    untested = [vendor for vendor in VENDORS if not any(model.startswith(f"stg_{vendor}__") for model in tested)]
    assert untested == [] and len(done.results) > 5 * len(VENDORS)
