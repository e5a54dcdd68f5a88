"""Pages for administrators about the people of the site; a reviewer's own words are theirs, too."""

from django.urls import path

from diseasemaps.accounts.people import request_pages, reviewer_pages, role_pages

PERSON = "people/<int:pk>/"
REQUEST = "people/requests/<int:pk>/"
REVIEWER = "people/reviewers/<slug:slug>/"

urlpatterns = [
    path(f"{PERSON}roles/", role_pages.person_roles, name="person-roles"),
    path(f"{PERSON}block/", role_pages.person_block, name="person-block"),
    path(f"{PERSON}unblock/", role_pages.person_unblock, name="person-unblock"),
    path(f"{PERSON}address/", request_pages.person_address, name="person-address"),
    path(f"{PERSON}second-factor/", request_pages.person_factor, name="person-factor"),
    path("people/requests/", request_pages.request_list, name="people-requests"),
    path(REQUEST, request_pages.request_detail, name="people-request"),
    path(f"{REQUEST}approve/", request_pages.request_approve, name="people-request-approve"),
    path(f"{REQUEST}refuse/", request_pages.request_refuse, name="people-request-refuse"),
    path(f"{REQUEST}take-back/", request_pages.request_take_back, name="people-request-take-back"),
    path("people/reviewers/", reviewer_pages.reviewer_list, name="reviewers"),
    path("people/reviewers/new/", reviewer_pages.reviewer_new, name="reviewer-new"),
    path(f"{REVIEWER}confirm/", reviewer_pages.reviewer_confirm, name="reviewer-confirm"),
    path(f"{REVIEWER}change/", reviewer_pages.reviewer_change, name="reviewer-change"),
    path(f"{REVIEWER}words/", reviewer_pages.reviewer_words, name="reviewer-words"),
    path(f"{REVIEWER}part/", reviewer_pages.reviewer_part, name="reviewer-part"),
]
