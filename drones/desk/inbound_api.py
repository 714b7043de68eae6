"""``POST /api/v1/inbound/sms``: the gateway of short messages hands over what people wrote."""

from __future__ import annotations

from typing import Any, Literal

from apiflask import APIBlueprint
from flask import abort, request
from pydantic import BaseModel, ConfigDict, Field

from drones.desk import service
from portal.kit.clock import now
from portal.kit.model import Permission
from portal.kit.permissions import allow
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import service as notices

blueprint = APIBlueprint("inbound_api", __name__, url_prefix="/api/v1", tag="Short messages")

#: Ten parts of a message as JSON, with what else a gateway says of it.
LARGEST = 16_384


class IncomingIn(BaseModel):
    """A message as it came; what else the gateway says is not read."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)
    sender: str = Field(alias="from", max_length=40, description="The number of whoever wrote it")
    text: str = Field(max_length=4_000)


class IncomingOut(BaseModel):
    """`again`: this id was done before; `silent`: nobody is answered that often."""

    outcome: Literal["answered", "again", "silent", "no_number"]


@blueprint.before_request
def _only_the_gateway() -> None:
    """Nothing is read before its signature was: 404 while the setting is empty, 413, 401."""
    if not settings().sms_inbound_secret:
        abort(404)
    if (request.content_length or 0) > LARGEST or len(request.get_data()) > LARGEST:
        abort(413)
    if not notices.is_signed(headers=dict(request.headers), body=request.get_data(), now=now()):
        raise Problem("desk.error.signature", 401)


@blueprint.post("/inbound/sms")
@blueprint.input(IncomingIn, arg_name="message")
@blueprint.output(IncomingOut)
@blueprint.doc(
    summary="An incoming short message, signed as Standard Webhooks say", responses=[401, 404, 413]
)
@allow(Permission.PUBLIC, api=True)
def incoming(message: IncomingIn) -> Any:
    """Done once for each `webhook-id`; any answer below 300 means that it need not be sent again."""
    done = service.receive(
        message_id=request.headers["webhook-id"], sender=message.sender, text=message.text, now=now()
    )
    return IncomingOut(outcome=done.received.value)
