"""What a cloud calls things on its FOCUS bill: parties, accounts, services, identifiers, and how it delivers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from scripts.simulate.emitters._shape import as_json, at


@dataclass(frozen=True)
class Cloud:
    provider: str
    issuer: str
    payer: str
    payer_name: str
    payer_type: str
    production: str
    staging: str
    sub_account_type: str
    region: str
    region_name: str
    # What each kind of line is bought as: service, category, code, resource type, unit.
    bought_as: dict[str, tuple[str, str, str, str, str]]
    resource: Callable[[str, str, str, str], str]  # code, account, resource type, id
    plan: Callable[[str], str]
    credit_name: str
    tax_name: str
    commitment: dict[str, str]
    tags: Callable[[dict], str] = as_json
    period_start: Callable[[date], datetime] = at
    only_appends: bool = False
    # The cluster that the production machines belong to, where its label is all that they carry.
    cluster: str | None = None
    faults: tuple[str, ...] = ("tag keys", "fine amounts", "literal NULL", "corrections")
    quirks: dict[str, dict] = field(default_factory=dict)  # columns by kind of line, as this cloud leaves or fills them


def _aws_region(account: str, code: str, resource_type: str, name: str) -> str:
    return f"arn:aws:{code[6:].lower()}:us-east-1:{account}:{resource_type}/{name}"


AWS = Cloud(
    provider="AWS", issuer="Amazon Web Services, Inc.", payer="112233445566", payer_name="Layer Six Demo", payer_type="Organization",
    production="210987654321", staging="310987654322", sub_account_type="Account", region="us-east-1", region_name="US East (N. Virginia)",
    bought_as={
        "direct": ("Amazon Elastic Compute Cloud", "Compute", "AmazonEC2", "instance", "Hours"),
        "shared": ("Amazon Elastic Kubernetes Service", "Compute", "AmazonEKS", "cluster", "Hours"),
        "idle": ("Amazon Elastic Compute Cloud", "Compute", "AmazonEC2", "instance", "Hours"),
        "untagged": ("Amazon Simple Storage Service", "Storage", "AmazonS3", "bucket", "GB-Mo"),
        "staging": ("Amazon Elastic Kubernetes Service", "Compute", "AmazonEKS", "cluster", "Hours"),
    },
    resource=lambda code, account, resource_type, name: _aws_region(account, code, resource_type, name),
    plan=lambda name: f"arn:aws:savingsplans::210987654321:savingsplan/sp-{name}",
    credit_name="Start-up programme credit", tax_name="Value added tax, recoverable",
    commitment={"CommitmentDiscountName": "Compute plan, 1 year", "CommitmentDiscountCategory": "Spend",
                "CommitmentDiscountType": "Compute Savings Plans"},
)


def _azure_resource(code: str, account: str, resource_type: str, name: str) -> str:
    return f"/subscriptions/{account}/resourcegroups/layer-six/providers/{code}/{resource_type}/{name}".lower()


AZURE = Cloud(
    provider="Microsoft", issuer="Microsoft", payer="/providers/Microsoft.Billing/billingAccounts/8611537", payer_name="Layer Six Demo",
    payer_type="Billing Account", production="/subscriptions/64e355d7-997c-491d-b0c1-8414dccfcf42",
    staging="/subscriptions/9ec51cfd-5ca7-4d76-8101-dd0a4abc5674", sub_account_type="Subscription", region="eastus", region_name="East US",
    bought_as={
        "direct": ("Virtual Machines", "Compute", "Microsoft.Compute", "virtualMachines", "Hours"),
        "shared": ("Azure Kubernetes Service", "Compute", "Microsoft.ContainerService", "managedClusters", "Hours"),
        "idle": ("Virtual Machines", "Compute", "Microsoft.Compute", "virtualMachines", "Hours"),
        "untagged": ("Storage Accounts", "Storage", "Microsoft.Storage", "storageAccounts", "GB-Month"),
        "staging": ("Azure Kubernetes Service", "Compute", "Microsoft.ContainerService", "managedClusters", "Hours"),
    },
    resource=lambda code, account, resource_type, name: _azure_resource(code, account.split("/")[-1], resource_type, name),
    # in the case in which it was ordered, while resource ids come in small letters
    plan=lambda name: f"/providers/Microsoft.BillingBenefits/savingsPlanOrders/{name}",
    credit_name="Azure prepayment credit", tax_name="Tax",
    commitment={"CommitmentDiscountName": "Compute_SavingsPlan", "CommitmentDiscountCategory": "Spend", "CommitmentDiscountType": "SavingsPlan"},
    faults=("tag keys", "fine amounts", "corrections"),
    quirks={
        # no invoice on an enterprise agreement, no public price and no SKU on what a commitment covers
        "every": {"InvoiceId": None},
        "unused": {"PublisherName": None, "SkuId": None, "SkuPriceId": None, "ChargeDescription": None, "ListCost": 0},
        "purchase": {"ServiceName": "", "ListCost": 0},
    },
)


def _los_angeles_midnight(month: date) -> datetime:
    """The month of a Google bill begins at midnight of California: 8 hours behind, 7 from April to November."""
    return at(month, 7 if 4 <= month.month <= 11 else 8)


def _labels(tags: dict) -> str:
    return as_json([{"key": key, "value": value} for key, value in tags.items()])


GCP = Cloud(
    provider="Google Cloud", issuer="Google Cloud", payer="01A2B3-C4D5E6-F70819", payer_name="Layer Six Demo", payer_type="Billing Account",
    production="layer-six-production", staging="layer-six-staging", sub_account_type="Project", region="us-central1", region_name="Iowa",
    bought_as={
        "direct": ("Compute Engine", "Compute", "compute.googleapis.com", "instances", "hour"),
        "shared": ("Kubernetes Engine", "Compute", "container.googleapis.com", "pools", "hour"),
        "idle": ("Compute Engine", "Compute", "compute.googleapis.com", "instances", "hour"),
        "untagged": ("Cloud Storage", "Storage", "storage.googleapis.com", "buckets", "gibibyte month"),
        "staging": ("Kubernetes Engine", "Compute", "container.googleapis.com", "pools", "hour"),
    },
    resource=lambda code, account, resource_type, name: f"//{code}/projects/{account}/{resource_type}/{name}",
    plan=lambda name: f"//compute.googleapis.com/projects/layer-six-production/commitments/{name}",
    credit_name="Google for Startups credit", tax_name="Tax",
    commitment={"CommitmentDiscountName": "cud-one-year", "CommitmentDiscountCategory": "Spend",
                "CommitmentDiscountType": "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE"},
    tags=_labels, period_start=_los_angeles_midnight, only_appends=True, faults=("fine amounts", "corrections"),
)

CLUSTER_GCP = replace(GCP, cluster="prod", payer="0F1E2D-3C4B5A-697887")

CLOUDS = {"aws": AWS, "azure": AZURE, "gcp": GCP, "gcp_cluster": CLUSTER_GCP}
