using System.Net.Mail;
using System.Security.Authentication;
using Cesuur.Domain;
using Cesuur.Infrastructure.Mail;

namespace Cesuur.Api.Tests.Mail;

/// <summary>The sender alone, against a mail server that is not ours.</summary>
public sealed class SmtpSenderTests
{
    [Fact]
    public async Task A_mail_arrives_as_it_was_written()
    {
        await using var server = await SmtpServer.StartAsync();
        var mail = Mail(
            "zoe@school.example",
            "Een nieuw wachtwoord, Zoë: één keer, en dan een lange regel die gevouwen wordt", "Beste Zoë,\n\n.punt\nhttps://x.example/#a=b\n");

        await new SmtpSender(server.Options).SendAsync(mail, CancellationToken.None);

        var received = Assert.Single(await server.StopAsync());
        Assert.Equal("post@cesuur.example", received.From);
        Assert.Equal([mail.Recipient], received.Recipients);
        Assert.Equal("\"Cesuur\" <post@cesuur.example>", received.Header("From"));
        Assert.Equal(mail.Recipient, received.Header("To"));
        Assert.Equal(mail.Subject, received.Subject);
        Assert.Equal(mail.Body, received.Body.Replace("\r\n", "\n", StringComparison.Ordinal));
        Assert.Equal($"<{mail.Id}@cesuur.example>", received.Header("Message-ID"));
        Assert.Equal("auto-generated", received.Header("Auto-Submitted"));
    }

    [Fact]
    public async Task Without_STARTTLS_nothing_is_sent_unless_that_is_allowed()
    {
        await using var server = await SmtpServer.StartAsync(user: "cesuur");
        var strict = server.Options with { RequireTls = true, User = "cesuur", Password = "geheim" };

        await Assert.ThrowsAsync<SmtpException>(() => new SmtpSender(strict).SendAsync(Mail("strict@school.example"), CancellationToken.None));
        await new SmtpSender(strict with { RequireTls = false }).SendAsync(Mail("allowed@school.example"), CancellationToken.None);

        var received = Assert.Single(await server.StopAsync());
        Assert.Equal(("allowed@school.example", false, "cesuur"), (received.Recipients[0], received.Secure, received.User));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var certificate = SmtpServer.CreateCertificate();
        await using var server = await SmtpServer.StartAsync(certificate: certificate);

        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            new SmtpSender(server.Options with { RequireTls = true }).SendAsync(Mail("a@school.example"), CancellationToken.None));

        Assert.IsType<AuthenticationException>(refused.GetBaseException());
        Assert.Empty(await server.StopAsync());
    }

    [Fact]
    public async Task A_wrong_password_sends_nothing()
    {
        await using var server = await SmtpServer.StartAsync(user: "cesuur");

        await Assert.ThrowsAsync<SmtpException>(() =>
            new SmtpSender(server.Options with { User = "cesuur", Password = "fout" }).SendAsync(Mail("a@school.example"), CancellationToken.None));

        Assert.Empty(await server.StopAsync());
    }

    [Theory]
    [InlineData("Uw account\r\nBcc: ander@example.org")]
    [InlineData("Uw account\nBcc: ander@example.org")]
    [InlineData("Uw account\u2028Bcc: ander@example.org")]
    [InlineData("Uw account\r\n\r\nEen andere tekst")]
    public async Task A_subject_begins_no_header(string subject)
    {
        await using var server = await SmtpServer.StartAsync();

        await new SmtpSender(server.Options).SendAsync(Mail("a@school.example", subject, "De tekst"), CancellationToken.None);

        var received = Assert.Single(await server.StopAsync());
        Assert.Equal(["a@school.example"], received.Recipients);
        Assert.DoesNotContain(received.Headers, header => header.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
        Assert.StartsWith("Uw account", received.Subject, StringComparison.Ordinal);
        Assert.Equal("De tekst", received.Body);
    }

    [Theory]
    [InlineData("a@school.example\r\nBcc: ander@example.org")]
    [InlineData("a@school.example, ander@example.org")]
    [InlineData("A <a@school.example>")]
    [InlineData("a@school.example>\r\nRCPT TO:<ander@example.org")]
    [InlineData("no address")]
    [InlineData("")]
    public async Task What_is_not_one_address_is_mailed_to_nobody(string recipient)
    {
        await using var server = await SmtpServer.StartAsync();

        var refused = await Assert.ThrowsAsync<DomainException>(() => new SmtpSender(server.Options).SendAsync(Mail(recipient), CancellationToken.None));

        Assert.Equal(MailErrors.RecipientRefused, refused.Error);
        Assert.Empty(await server.StopAsync());
    }

    [Fact]
    public async Task A_node_without_a_server_leaves_mail_for_one_that_has() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => new SmtpSender(new SmtpOptions()).SendAsync(Mail("a@school.example"), CancellationToken.None));

    private static OutgoingMail Mail(string recipient, string subject = "Uw account", string body = "De tekst") =>
        OutgoingMail.Create(recipient, subject, body, MailState.Queued, TimeProvider.System.GetUtcNow());
}
