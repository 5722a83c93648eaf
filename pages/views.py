"""Standing pages, free pages, news and questions."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from core.pages.metadata import Label, Page, last_change
from core.rich_text.cleaner import running_text
from redirects.resolver import with_old_slugs

from .calendar_file import calendar_file, in_schema
from .introduced import IntroducedView
from .lists import IntroducedList
from .models import Contact, FreePage, NewsItem, Question
from .navigation import rows_of_lists

PAGE_TYPES = {"contact": "ContactPage", "accessibility": "AboutPage", "imprint": "AboutPage"}
#: Pages whose headings are what readers want to do; the answer stands beside each.
BY_TASK = {"newcomers", "municipalities", "easy_language"}


class StandingPageDetail(IntroducedView):
    template_name = "pages/standing_page.html"

    def setup(self, request, *args, **kwargs):
        self.introduction = kwargs["key"]
        self.page_type = PAGE_TYPES.get(self.introduction, "WebPage")
        super().setup(request, *args, **kwargs)

    def get_rows(self):
        contacts = Contact.objects.all() if self.introduction == "contact" else self.intro.contacts.all()
        return {"contacts": with_old_slugs(contacts.in_order()), "below": list(self.intro.free_pages.in_order())}

    def get_context_data(self, **kwargs):
        kind = {"is_contact": self.introduction == "contact", "is_by_task": self.introduction in BY_TASK}
        return super().get_context_data(**kind, **kwargs)


class FreePageDetail(DetailView):
    template_name = "pages/free_page.html"
    context_object_name = "free_page"

    def get_queryset(self):
        return FreePage.objects.select_related("parent", "standing_page")

    def get_context_data(self, **kwargs):
        free_page, above = self.object, self.object.above
        rows = {"contacts": list(free_page.contacts.in_order()), "below": list(free_page.children.in_order())}
        page = Page.about(
            free_page,
            "title",
            last_change(free_page, *rows.values()),
            trail=[Label.of(above, "title", above.get_absolute_url())] if above else [],
        )
        return super().get_context_data(page=page, **rows, **kwargs)


class EmptiableList(IntroducedList):
    """A list that search engines leave out while it is empty; the site itself does not link to it then."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["page"].is_unlisted = not rows_of_lists()[self.introduction].exists()
        return context


class News(EmptiableList):
    template_name = "pages/news.html"
    introduction = "news"
    listed = "news"
    model = NewsItem
    per_page = 30

    def in_order(self):
        return NewsItem.objects.listed().filter(day=None).in_order()

    def beside(self, number):
        return {"occasions": list(NewsItem.objects.listed().occasions())} if number == 1 else {}


class NewsItemDetail(DetailView):
    """An item stays at its address when its last day has passed, and says so."""

    template_name = "pages/news_item.html"
    context_object_name = "item"
    model = NewsItem

    def get_context_data(self, **kwargs):
        item = self.object
        contacts = list(item.contacts.in_order())
        page = Page.about(
            item,
            "title",
            last_change(item, contacts),
            section="news",
            trail=[Label.interface(_("Aktuelles"), reverse("news"))],
            structured_data={"mainEntity": in_schema(item)},
            is_unlisted=not item.is_listed,
        )
        return super().get_context_data(page=page, contacts=contacts, **kwargs)


def occasion_file(request: HttpRequest, slug: str) -> HttpResponse:
    return calendar_file(NewsItem.objects.occasions().filter(slug=slug))


def occasions_file(request: HttpRequest) -> HttpResponse:
    return calendar_file(NewsItem.objects.listed().occasions())


class Questions(EmptiableList):
    template_name = "pages/questions.html"
    introduction = "questions"
    listed = "questions"
    model = Question
    page_type = "FAQPage"
    per_page = 60

    def fetch(self, rows):
        return with_old_slugs(rows.select_related("group"))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        by_group = groupby(context["questions"], key=lambda question: question.group)
        return context | {"groups": [(group, list(questions)) for group, questions in by_group]}

    def structured_data(self, rows):
        return {"mainEntity": [answered(question) for question in rows["questions"]]}


def answered(question: Question) -> dict:
    answer = {"@type": "Answer", "text": running_text(question.answer)}
    return {"@type": "Question", "name": question.question, "acceptedAnswer": answer}
