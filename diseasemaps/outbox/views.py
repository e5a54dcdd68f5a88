from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from diseasemaps.accounts.models import User
from diseasemaps.outbox.unsubscribe import BadToken, read_token, set_wanted


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A POST comes from the page's button or, by RFC 8058, from a mail program's own.

    The token is what allows it: no session, no CSRF token. A GET changes nothing, since scanners
    of mails open every link.
    """
    try:
        person_id, kind = read_token(token)
    except BadToken as error:
        raise Http404 from error
    if not User.objects.filter(pk=person_id).exists():
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        set_wanted(person_id, kind, wanted=False)
    return render(request, "outbox/unsubscribe.html", {"kind": kind.label, "is_done": is_done})
