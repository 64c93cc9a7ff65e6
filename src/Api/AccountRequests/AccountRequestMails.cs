using Cesuur.Domain.AccountRequests;
using Cesuur.Infrastructure.Mail;

namespace Cesuur.Api.AccountRequests;

/// <summary>
/// What the contact of a request is told, in the language of the request, with the next save. Anybody can make us send
/// the first of these to any address, so that it carries none of their words.
/// </summary>
internal sealed class AccountRequestMails(Mailer mailer)
{
    public void Received(AccountRequest request) => Send(request, "Uw accountaanvraag is ontvangen", $"""
        Er is met dit adres een aanvraag voor accounts gedaan. Zij is ontvangen onder nummer {request.Id}.

        U krijgt bericht zodra erover is besloten. Hebt u niets aangevraagd? Dan hoeft u niets te doen.
        """, "Your account request has come in", $"""
        Accounts have been asked for with this address. The request has come in under the number {request.Id}.

        You will be told as soon as it has been decided about. Did you ask for nothing? Then you need do nothing.
        """);

    public void Approved(AccountRequest request) => Send(request, "Uw accountaanvraag is goedgekeurd", $"""
        Beste {request.ContactName},

        Uw aanvraag voor {request.OrganisationName} is goedgekeurd. De organisatie heeft nummer {request.OrganisationId}, dat bij het inloggen nodig is.

        Iedere gebruiker van de aanvraag krijgt een eigen e-mail om het account te activeren.
        """, "Your account request has been approved", $"""
        Dear {request.ContactName},

        Your request for {request.OrganisationName} has been approved. The number of the organisation is {request.OrganisationId}, which is needed to sign in.

        Every user of the request gets a mail of their own to activate the account.
        """);

    public void Rejected(AccountRequest request) => Send(request, "Uw accountaanvraag is afgewezen", $"""
        Beste {request.ContactName},

        Uw aanvraag voor {request.OrganisationName} is afgewezen:

        {request.RejectionReason}

        De meegestuurde formulieren worden verwijderd. U kunt een nieuwe aanvraag doen.
        """, "Your account request has been rejected", $"""
        Dear {request.ContactName},

        Your request for {request.OrganisationName} has been rejected:

        {request.RejectionReason}

        The forms that came with it are deleted. You can make another request.
        """);

    private void Send(AccountRequest request, string onderwerp, string tekst, string subject, string text)
    {
        var (chosenSubject, chosenText) = request.Language == "nl" ? (onderwerp, tekst) : (subject, text);
        mailer.Send(request.ContactEmail, chosenSubject, chosenText.ReplaceLineEndings("\n") + "\n");
    }
}
