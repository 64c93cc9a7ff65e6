using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Mail;

/// <summary>From a request to the mail server: two hosts of our own, one of which sends.</summary>
public sealed class OutboxTests : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _running = [];
    private SmtpServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await SmtpServer.StartAsync(user: "cesuur");
        _running.Add(_server);
    }

    public async Task DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
        {
            await running.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_mail_is_sent_by_the_server_that_is_set_and_its_text_is_blanked()
    {
        var api = await StartAsync();
        var school = await api.OrganisationAsync();

        await InviteAsync(school, "noor@school.example");

        var mail = await _server.MailToAsync("noor@school.example");
        Assert.Equal(("Activeer uw account", "cesuur"), (mail.Subject, mail.User));
        var token = mail.Body.Split('\n').Single(line => line.StartsWith("cat_activate_", StringComparison.Ordinal)).Trim();
        var kept = await StateAsync(api, "noor@school.example", "sent");
        Assert.Equal("", kept["body"]!.ToString());
        Assert.NotNull(kept["sentAt"]);
        Assert.Equal("", await school.SqlAsync("SELECT body FROM mails WHERE tenant_id = @tenant"));
        (await api.Client(null).SendAsync(HttpMethod.Post, "/v1/auth/activation", new { token, password = TestAccount.Password })).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_mail_that_waits_shows_the_operator_no_code()
    {
        var api = await StartAsync("--role=api");
        var school = await api.OrganisationAsync();

        await InviteAsync(school, "noor@school.example");

        Assert.Equal("", (await StateAsync(api, "noor@school.example", "queued"))["body"]!.ToString());
        Assert.Contains("cat_activate_", (string)(await school.SqlAsync("SELECT body FROM mails WHERE tenant_id = @tenant"))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_fails_at_once_and_one_that_is_away_is_tried_again()
    {
        var api = await StartAsync();
        var school = await api.OrganisationAsync();

        await InviteAsync(school, "refused@school.example");
        Assert.Equal("", (await StateAsync(api, "refused@school.example", "failed"))["body"]!.ToString());
        Assert.Equal(1, await school.SqlAsync("SELECT attempts FROM jobs WHERE tenant_id = @tenant"));

        await InviteAsync(school, "later@school.example");
        await TestJobs.EventuallyAsync(
            () => school.SqlAsync("SELECT count(*) FROM jobs WHERE tenant_id = @tenant AND status = 'queued' AND attempts = 1 AND due_at > now()"), waiting => waiting is 1L);
        Assert.DoesNotContain(_server.Received, mail => mail.Recipients.Contains("later@school.example"));
        await school.SqlAsync("UPDATE jobs SET due_at = now() WHERE tenant_id = @tenant; NOTIFY cesuur_jobs");

        await StateAsync(api, "later@school.example", "sent");
        Assert.Equal(["later@school.example"], Assert.Single(await _server.StopAsync()).Recipients);
    }

    [Fact]
    public async Task By_STARTTLS_a_mail_goes_encrypted_to_a_server_whose_certificate_the_machine_trusts()
    {
        using var certificate = SmtpServer.CreateCertificate();
        await using var secure = await SmtpServer.StartAsync(user: "cesuur", certificate);
        var trusted = Path.GetTempFileName();
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
        var api = await StartAsync("--role=api", $"--Mail:Smtp:Port={secure.Port}", "--Mail:Smtp:RequireTls=true");

        // OpenSSL reads what it trusts once in a process, so the sender is one of its own.
        await using var worker = await ApiProcess.StartAsync(
            api.ConnectionString,
            new() { ["SSL_CERT_FILE"] = trusted },
            ["--role=worker", "--KeysFile=", .. Settings(secure.Port), "--Mail:Smtp:RequireTls=true"]);
        await InviteAsync(await api.OrganisationAsync(), "noor@school.example");

        var mail = await secure.MailToAsync("noor@school.example");

        Assert.Equal((true, "cesuur"), (mail.Secure, mail.User));
        File.Delete(trusted);
    }

    private async Task<TestApi> StartAsync(params string[] settings)
    {
        var api = await TestApi.StartAsync([.. Settings(_server.Port), "--Mail:Smtp:RequireTls=false", "--Logging:LogLevel:Default=Critical", .. settings]);
        _running.Add(api);
        return api;
    }

    private static string[] Settings(int port) =>
    [
        "--Mail:Smtp:Host=localhost", $"--Mail:Smtp:Port={port}", "--Mail:Smtp:From=Cesuur <post@cesuur.example>", "--Mail:Smtp:User=cesuur", "--Mail:Smtp:Password=geheim",
    ];

    private static Task<Answer> InviteAsync(TestOrganisation school, string email) =>
        school.Admin.PostAsync("/v1/users", new { name = "Noor de Vries", email, roles = new[] { "teacher" } });

    private static Task<JsonNode> StateAsync(TestApi api, string recipient, string state) => TestJobs.EventuallyAsync(
        async () => (await api.Operator.GetAsync("/v1/platform/mails")).Json["data"]!.AsArray().Single(mail => mail!["recipient"]!.ToString() == recipient)!,
        mail => mail["state"]!.ToString() == state);
}
