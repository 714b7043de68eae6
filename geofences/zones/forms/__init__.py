"""Forms of the staff's pages: files, zones and pre-approvals by hand, and the steps with a version."""

from geofences.zones.forms.authoring import ApprovalForm, BlockForm, EmergencyForm, ZoneForm
from geofences.zones.forms.files import ImportForm, PublishForm, UploadForm
from geofences.zones.forms.steps import EndForm, MomentForm, RemarkForm, StepForm, SureForm

__all__ = [
    "ApprovalForm",
    "BlockForm",
    "EmergencyForm",
    "EndForm",
    "ImportForm",
    "MomentForm",
    "PublishForm",
    "RemarkForm",
    "StepForm",
    "SureForm",
    "UploadForm",
    "ZoneForm",
]
