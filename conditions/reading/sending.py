"""Pages on which a reader without an account asks for an answer or reports an error."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from common import limits
from conditions.desk.error_reports import report_error
from conditions.finding import ConditionAddressMixin, find_condition
from conditions.models import Condition, Question, Revision, Topic
from conditions.reading import reads
from conditions.reading.forms import ErrorForm
from conditions.summaries.writing.draft_pages import asked_of

REPORTS_AN_HOUR = 5
REQUESTS_AN_HOUR = 10
DAY = 24 * limits.HOUR


@method_decorator(csrf_exempt, name="dispatch")
class ReaderView(ConditionAddressMixin, View):
    """A small page with a form of its own, so that the topic's page needs none.

    No cookie is read, so a forged request from another site gains nothing; the browser is asked all
    the same where the form came from.
    """

    template = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.language = get_language()

    def find(self, slug: str, key: str) -> tuple[Condition, Question]:
        return find_condition(slug), get_object_or_404(Question, key=key, from_catalogue=False)

    def live(self, condition: Condition, question: Question) -> Revision | None:
        return Revision.objects.live_of(condition, question, self.language).first()

    def page(
        self, condition: Condition, question: Question, status: int = 200, **more: Any
    ) -> HttpResponse:
        title = asked_of(condition, question, self.language).title
        context = {"condition": condition, "question": question, "title": title, **more}
        return render(self.request, self.template, context, status=status)


class RequestView(ReaderView):
    """ "I need this answered": counted by topic and day, and shown to the editors."""

    template = "conditions/reading/topic_request.html"

    def get(self, request: HttpRequest, slug: str, key: str) -> HttpResponse:
        condition, question = self.find(slug, key)
        return self.page(condition, question, answered=self.live(condition, question))

    def post(self, request: HttpRequest, slug: str, key: str) -> HttpResponse:
        condition, question = self.find(slug, key)
        if self.live(condition, question):
            return self.page(condition, question, answered=True)
        if not limits.is_from_here(request):
            return self.page(condition, question, HTTPStatus.FORBIDDEN, is_foreign=True)
        what = f"request-{condition.pk}-{question.pk}-{self.language}"
        if not limits.within(request, what, times=1, seconds=DAY):
            return self.page(condition, question, is_again=True)
        if not limits.within(request, "request", times=REQUESTS_AN_HOUR):
            return self.page(condition, question, HTTPStatus.TOO_MANY_REQUESTS, is_too_often=True)
        topic, _made = Topic.objects.get_or_create(condition=condition, question=question)
        reads.add(topic.pk, "request", self.language, timezone.localdate())
        return self.page(condition, question, is_counted=True)


class ErrorReportView(ReaderView):
    """What is wrong in a public text, for the editors."""

    template = "conditions/reading/error_report.html"

    def get(self, request: HttpRequest, slug: str, key: str) -> HttpResponse:
        condition, question = self.find(slug, key)
        self.reported(condition, question)
        return self.page(condition, question, form=ErrorForm())

    def post(self, request: HttpRequest, slug: str, key: str) -> HttpResponse:
        condition, question = self.find(slug, key)
        revision = self.reported(condition, question)
        form = ErrorForm(request.POST)
        if not form.is_valid():
            return self.page(condition, question, form=form)
        if not limits.is_from_here(request):
            form.add_error(None, _("Your browser did not say that this came from our page."))
            return self.page(condition, question, HTTPStatus.FORBIDDEN, form=form)
        if not limits.within(request, "error", times=REPORTS_AN_HOUR):
            form.add_error(None, _("Too many reports came from your network. Try in an hour."))
            return self.page(condition, question, HTTPStatus.TOO_MANY_REQUESTS, form=form)
        if not form.is_by_a_machine:
            words = {name: form.cleaned_data[name] for name in ("text", "contact")}
            report_error(revision, **words)
        return self.page(condition, question, is_reported=True)

    def reported(self, condition: Condition, question: Question) -> Revision:
        revision = self.live(condition, question)
        if revision is None:
            raise Http404
        return revision
