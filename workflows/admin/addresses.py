"""Where a workflow's pages are: one table for each room, with who may come in. The first address that fits counts."""

from tenants.admin.base import Page
from workflows.admin import (
    advice_page,
    approving,
    as_template,
    exchanging,
    gallery,
    golden_briefs,
    handing_over,
    mapping_page,
    pausing_page,
    presence,
    process,
    proposal_page,
    publishing,
    purpose,
    questions,
    recalling,
    replay_page,
    schedule_form,
    schedules,
    sending_page,
    starting,
    starting_many,
    trying_out,
    versions,
)

SEE, EDIT, START = "see", "edit workflows", "start runs"
Room = tuple[tuple[str, str, Page, str], ...]
"""The address below the workflow's, its name, the page, and the ability of tenants.access that it needs."""

WITHOUT: tuple[tuple[str, str, Page], ...] = (  # they belong to no workflow
    ("gallery/", "gallery", gallery.page),
    ("gallery/<slug:slug>/", "entry", gallery.entry_page),
    ("map/", "map", mapping_page.page),
    ("map/<uuid:run>/", "proposal", proposal_page.page),
    ("import/", "import", exchanging.page),
)
PROCESS: Room = (
    ("change/", "change", process.page, SEE),
    ("steps/add/", "add_step", process.add, EDIT),
    ("steps/order/", "order", process.order, EDIT),
    ("steps/<slug:key>/", "step", process.save, EDIT),
    ("steps/<slug:key>/remove/", "remove_step", process.remove, EDIT),
    ("steps/<slug:key>/duplicate/", "duplicate_step", process.duplicate, EDIT),
    ("steps/<slug:key>/recalled/", "step_recalled", recalling.preview, SEE),
    ("steps/<slug:key>/sent/", "step_sent", sending_page.preview, SEE),
    ("steps/<slug:key>/replayed/", "step_replayed", replay_page.preview, SEE),
    ("undo/", "undo", advice_page.undo, EDIT),
    ("editors/", "editors", presence.page, EDIT),
)
ADVICE: Room = (
    ("advice/<slug:key>/addition/", "advice_add", advice_page.add, EDIT),
    ("advice/<slug:key>/dismissal/", "advice_dismiss", advice_page.dismiss, EDIT),
    ("advice/<slug:key>/return/", "advice_return", advice_page.take_back, EDIT),
)
ABOUT: Room = (
    ("questions/", "questions", questions.page, SEE),
    ("purpose/", "purpose", purpose.page, SEE),
    ("pausing/", "pausing", pausing_page.page, "operate runs"),
)
VERSIONS: Room = (
    ("versions/", "versions", versions.page, SEE),
    ("versions/<int:number>/restore/", "restore", versions.restoring, EDIT),
    ("draft/", "draft", versions.open_draft, EDIT),
    ("compare/", "compare", versions.comparison, SEE),
    ("workflow.yaml", "export", exchanging.export, SEE),
)
PUBLISHING: Room = (
    ("publish/", "publish", publishing.page, EDIT),
    ("publications/<int:number>/decision/", "decision", approving.decide, EDIT),
    ("second-person/", "second_person", approving.needed, "manage clients"),
)
TRYING: Room = (
    ("try/", "try", trying_out.page, EDIT),
    ("try/<uuid:group>/", "trial", trying_out.trial, SEE),
    ("try/<uuid:group>/further/", "trial_further", trying_out.further, EDIT),
    ("try/<uuid:group>/answers/<int:number>/", "answer", trying_out.answer, EDIT),
    ("goldens/", "goldens", golden_briefs.page, EDIT),
    ("goldens/needed/", "goldens_needed", golden_briefs.needed, EDIT),
    ("goldens/check/", "goldens_check", golden_briefs.check, EDIT),
    ("goldens/<int:number>/remove/", "golden_remove", golden_briefs.remove, EDIT),
)
STARTING: Room = (
    ("start/", "start", starting.page, START),
    ("start/many/", "start_many", starting_many.page, START),
    ("start/many/template.<slug:kind>", "template", starting_many.template, START),
)
SCHEDULES: Room = (
    ("schedules/", "schedules", schedules.page, SEE),
    ("schedules/new/", "schedule_add", schedule_form.add, EDIT),
    ("schedules/preview/", "schedule_preview", schedule_form.preview, EDIT),
    ("schedules/<int:number>/", "schedule", schedule_form.edit, SEE),
    ("schedules/<int:number>/switch/", "schedule_switch", schedules.switch, EDIT),
    ("schedules/<int:number>/run/", "schedule_run", schedules.run_now, START),
    ("schedules/<int:number>/delete/", "schedule_delete", schedules.delete, EDIT),
)
TEMPLATE: Room = (
    ("template/", "as_template", as_template.page, SEE),
    ("template/end/", "template_end", as_template.end, EDIT),
)
HANDOFF: Room = (
    ("handoff/", "handoff", handing_over.page, SEE),
    ("handoff.md", "handoff_markdown", handing_over.markdown, SEE),
    ("handoff.pdf", "handoff_pdf", handing_over.as_paper, SEE),
    ("handoff.zip", "handoff_pack", handing_over.pack, EDIT),
    ("handoff/example/", "handoff_example", handing_over.example, EDIT),
    ("handoff/links/", "handoff_links", handing_over.make_link, EDIT),
    ("handoff/links/<int:number>/revoke/", "handoff_revoke", handing_over.revoke, EDIT),
)
ROOMS = (
    *PROCESS, *ADVICE, *ABOUT, *VERSIONS, *PUBLISHING, *TRYING, *STARTING, *SCHEDULES, *TEMPLATE, *HANDOFF,
)  # fmt: skip
