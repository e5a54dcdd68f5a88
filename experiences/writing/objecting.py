"""Views of objections: a reader's to a public text, an author's to a decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import kept_words
from common.requests import AuthenticatedHttpRequest
from conditions.asked import topic_titles
from experiences import moderation
from experiences.models import Decision, Experience, Outcome, Report
from experiences.moderation import AlreadyDecided
from experiences.permissions import can_report
from experiences.writing.authors import MemberFormView, own_experience, too_late
from experiences.writing.forms import AppealForm, ReportForm
from experiences.writing.own_texts import own_text


class ReportView(MemberFormView):
    """A report, once per person and text, as long as the report is open."""

    def get(self, request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
        experience = self.reportable(public_id)
        return self.form_page(experience, ReportForm(initial=kept_words.kept(request)))

    def post(self, request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
        experience = self.reportable(public_id)
        form = ReportForm(request.POST)
        if not form.is_valid():
            return self.form_page(experience, form)
        try:
            _report, is_new = moderation.report(experience, by=request.user, **form.cleaned_data)
        except AlreadyDecided:
            messages.info(
                request, _("This text is not public any more: nothing is left to report.")
            )
            return redirect(experience.topic)
        kept_words.forget(request, request.path)
        if not is_new:
            return self.form_page(experience, form)
        messages.success(request, _("Thank you. A moderator looks at it."))
        return redirect(experience.topic)

    def reportable(self, public_id: UUID) -> Experience:
        public = Experience.objects.public().select_related(
            "topic__condition", "topic__question", "live_revision", "author"
        )
        experience = get_object_or_404(public, public_id=public_id)
        if not can_report(self.request.user, experience):
            raise PermissionDenied
        return experience

    def form_page(self, experience: Experience, form: ReportForm) -> HttpResponse:
        topic = experience.topic
        reports = Report.objects.filter(experience=experience, reporter=self.request.user.pk)
        context: dict[str, Any] = {
            "experience": experience,
            "title": topic_titles([topic], get_language())[topic.pk],
            "topic": topic,
            "form": form,
            "open_report": reports.filter(outcome=Outcome.OPEN).first(),
        }
        return self.page("experiences/writing/experience_report.html", context)


class AppealView(MemberFormView):
    """An appeal, once for a decision; somebody else decides it."""

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        decision = self.own_decision(pk)
        if own_text(decision.experience).objectionable != decision:
            return too_late(request, decision.experience)
        return self.form_page(decision, AppealForm(initial=kept_words.kept(request)))

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        decision = self.own_decision(pk)
        form = AppealForm(request.POST)
        if not form.is_valid():
            return self.form_page(decision, form)
        text = form.cleaned_data["text"]
        try:
            moderation.appeal(decision, by=request.user, text=text)
        except (AlreadyDecided, IntegrityError):
            return too_late(request, decision.experience, text)
        kept_words.forget(request, request.path)
        messages.success(request, _("Your appeal is with the moderators. Somebody else decides."))
        return redirect("experiences:mine")

    def own_decision(self, pk: int) -> Decision:
        """404 for another's, and for one that the author was not told of."""
        decision = get_object_or_404(
            Decision.objects.told_to_author().select_related("reason", "revision", "experience"),
            pk=pk,
            experience__author=self.request.user.pk,
        )
        decision.experience = own_experience(self.request.user, decision.experience.public_id)
        return decision

    def form_page(self, decision: Decision, form: AppealForm) -> HttpResponse:
        text = own_text(decision.experience)
        context: dict[str, Any] = {"decision": decision, "text": text, "form": form}
        return self.page("experiences/writing/appeal_form.html", context)
