using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Mail;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>The mails about a user's own account, each in the user's language, sent with the next save.</summary>
internal sealed class AccountMails(AppDb db, Mailer mailer)
{
    private Organisation? _organisation;

    public async Task ActivationAsync(User user, string token, CancellationToken cancel)
    {
        var (organisation, frontEnd) = await OrganisationAsync(cancel);
        var (way, link) = WayOf(frontEnd, "activation", token);
        Send(user, "Activeer uw account", $"""
            Er is een account voor u gemaakt bij {organisation}. Kies binnen zeven dagen uw wachtwoord met deze {way}:

            {link}

            Hebt u dit niet verwacht? Dan hoeft u niets te doen.
            """, "Activate your account", $"""
            An account has been made for you at {organisation}. Choose your password within seven days with this {way}:

            {link}

            Did you not expect this? Then you need do nothing.
            """);
    }

    public async Task PasswordResetAsync(User user, string token, CancellationToken cancel)
    {
        var (organisation, frontEnd) = await OrganisationAsync(cancel);
        var (way, link) = WayOf(frontEnd, "password-reset", token);
        Send(user, "Een nieuw wachtwoord", $"""
            Iemand, waarschijnlijk u, vroeg om een nieuw wachtwoord voor uw account bij {organisation}. Kies het binnen een uur met deze {way}:

            {link}

            Hebt u hier niet om gevraagd? Dan hoeft u niets te doen; uw wachtwoord blijft zoals het is.
            """, "A new password", $"""
            Somebody, probably you, asked for a new password for your account at {organisation}. Choose it within an hour with this {way}:

            {link}

            Did you not ask for it? Then you need do nothing; your password stays as it is.
            """);
    }

    public async Task PasswordChangedAsync(User user, CancellationToken cancel)
    {
        var (organisation, _) = await OrganisationAsync(cancel);
        Send(user, "Uw wachtwoord is gewijzigd", $"""
            Het wachtwoord van uw account bij {organisation} is zojuist gewijzigd.

            Hebt u dat niet zelf gedaan? Vraag dan meteen een nieuw wachtwoord aan en zeg het uw beheerder.
            """, "Your password has been changed", $"""
            The password of your account at {organisation} has just been changed.

            Was it not you? Then ask for a new password at once, and tell your administrator.
            """);
    }

    public async Task TwoFactorOnAsync(User user, CancellationToken cancel)
    {
        var (organisation, _) = await OrganisationAsync(cancel);
        Send(user, "Inloggen met een code staat aan", $"""
            Voor uw account bij {organisation} is zojuist inloggen in twee stappen aangezet: voortaan is naast uw wachtwoord een code uit uw app nodig.

            Hebt u dat niet zelf gedaan? Zeg het dan meteen uw beheerder.
            """, "Signing in with a code is on", $"""
            Two-factor sign-in has just been switched on for your account at {organisation}: from now on a code of your app is needed besides your password.

            Was it not you? Then tell your administrator at once.
            """);
    }

    public async Task TwoFactorOffAsync(User user, CancellationToken cancel)
    {
        var (organisation, _) = await OrganisationAsync(cancel);
        Send(user, "Inloggen met een code staat uit", $"""
            Voor uw account bij {organisation} is inloggen in twee stappen zojuist uitgezet: uw wachtwoord is weer genoeg.

            Hebt u dat niet zelf gedaan? Wijzig dan meteen uw wachtwoord en zeg het uw beheerder.
            """, "Signing in with a code is off", $"""
            Two-factor sign-in has just been switched off for your account at {organisation}: your password is enough again.

            Was it not you? Then change your password at once, and tell your administrator.
            """);
    }

    /// <summary>A link into the organisation's front end, or the bare code, on a line of its own. In the fragment, so that no server's log has it.</summary>
    private static (string Way, string Link) WayOf(string? frontEnd, string purpose, string token) =>
        frontEnd is null ? ("code", token) : ("link", $"{frontEnd}#{purpose}={token}");

    // Read once: an import may mail hundreds.
    private async Task<(string Name, string? FrontEndUrl)> OrganisationAsync(CancellationToken cancel)
    {
        if (_organisation?.Id != db.TenantId)
        {
            _organisation = await db.Organisations.AsNoTracking().SingleAsync(cancel);
        }

        return (OutgoingMail.OneLine(_organisation.Name), _organisation.FrontEndUrl);
    }

    private void Send(User user, string onderwerp, string tekst, string subject, string text)
    {
        var name = OutgoingMail.OneLine(user.Name);
        if (user.Language == "nl")
        {
            mailer.Send(user.Email, onderwerp, $"Beste {name},\n\n{tekst}\n");
        }
        else
        {
            mailer.Send(user.Email, subject, $"Dear {name},\n\n{text}\n");
        }
    }
}
