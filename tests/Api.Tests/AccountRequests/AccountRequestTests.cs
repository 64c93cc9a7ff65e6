using System.Net;
using System.Net.Sockets;
using System.Text;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.AccountRequests;

/// <summary>From a school's request with signed forms to users who sign in, or to a no (E).</summary>
[Collection(ApiCollection.Name)]
public sealed class AccountRequestTests(ApiFixture fixture)
{
    private const string Requests = "/v1/platform/account-requests";

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task An_approved_request_becomes_an_organisation_whose_users_see_the_tests_of_their_own_forms()
    {
        var publisher = await PublisherAsync();
        var (bound, free) = ($"{Guid.CreateVersion7():N}@example.org", $"{Guid.CreateVersion7():N}@example.org");
        var upload = new AccountRequestUpload(
            new { name = "Noor de Vries", email = bound, roles = new[] { "teacher" }, fields = new[] { "techniek" } },
            new { name = "Sem Bakker", email = free, roles = new[] { "admin" } });
        var id = await upload.TakenAsync(_api);
        Assert.Contains(id, (await MailAsync(upload.ContactEmail)).Body, StringComparison.Ordinal);

        var approved = await _api.Operator.PostAsync($"{Requests}/{id}/approval", new { publisherId = publisher.Id });
        var organisation = approved.Get("organisationId");
        Assert.Equal(("approved", upload.OrganisationName), (approved.Get("state"), (await _api.Operator.GetAsync($"/v1/platform/organisations/{organisation}")).Get("name")));
        var mail = await MailAsync(upload.ContactEmail);
        Assert.Equal("Uw accountaanvraag is goedgekeurd", mail.Subject);
        Assert.Contains(organisation, mail.Body, StringComparison.Ordinal);

        var teacher = await SignInAsync(organisation, bound);
        Assert.Equal("techniek", (await teacher.GetAsync("/v1/me")).Get("fields[0]"));
        Assert.Equal("techniek", Assert.Single((await teacher.GetAsync("/v1/tests")).Json["data"]!.AsArray())!["field"]!.ToString());
        var admin = await SignInAsync(organisation, free);
        Assert.Equal(2, (await admin.GetAsync("/v1/tests")).Json["data"]!.AsArray().Count); // the publisher's third test is of another field
        Assert.Equal(("organisation", "0"), ((await admin.GetAsync("/v1/licence")).Get("kind"), (await admin.GetAsync("/v1/credits")).Get("balance")));
        Assert.Equal("techniek", (await admin.GetAsync("/v1/users?search=noor")).Get("data[0].fields[0]"));
        Assert.Equal("operator", (await admin.GetAsync($"/v1/audit-log?resource={organisation}")).Get("data[0].actor.type"));
    }

    [Fact]
    public async Task The_operator_sees_the_request_and_downloads_what_was_signed()
    {
        var upload = new AccountRequestUpload(AccountRequestUpload.User("admin"), AccountRequestUpload.User("teacher")) { Language = "en" };
        upload.Agreements[1] = Documents.Jpeg;
        var id = await upload.TakenAsync(_api);
        var shown = await _api.Operator.GetAsync($"{Requests}/{id}");
        Assert.Equal((upload.OrganisationName, "submitted", "en"), (shown.Get("accountRequest.organisationName"), shown.Get("accountRequest.state"), shown.Get("accountRequest.language")));
        Assert.Equal("Your account request has come in", (await MailAsync(upload.ContactEmail)).Subject);

        foreach (var (file, content, type) in new[]
        {
            ("users[0].files[0]", Documents.Pdf(), "application/pdf"),
            ("users[0].files[1]", Documents.Png, "image/png"),
            ("users[1].files[1]", Documents.Jpeg, "image/jpeg"),
        })
        {
            using var http = new HttpClient { DefaultRequestHeaders = { { "Authorization", $"Bearer {_api.KeyOf("operator")}" } } };
            using var response = await http.GetAsync(new Uri(_api.Address, $"{Requests}/{id}/files/{shown.Get(file + ".id")}"));
            Assert.Equal(content, await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
            Assert.Equal((type, "attachment"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentDisposition!.DispositionType));
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }

        var other = await new AccountRequestUpload().TakenAsync(_api);
        (await _api.Operator.SendAsync(HttpMethod.Get, $"{Requests}/{other}/files/{shown.Get("users[0].files[0].id")}")).Expect(HttpStatusCode.NotFound);
        (await _api.Operator.SendAsync(HttpMethod.Get, $"{Requests}/areq_none")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_approval_of_a_request_in_English_mails_in_English()
    {
        var publisher = await PublisherAsync();
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var upload = new AccountRequestUpload(new { name = "Noor de Vries", email, roles = new[] { "admin" } }) { Language = "en" };
        await _api.Operator.PostAsync($"{Requests}/{await upload.TakenAsync(_api)}/approval", new { publisherId = publisher.Id });
        Assert.Equal("Your account request has been approved", (await MailAsync(upload.ContactEmail)).Subject);
        Assert.Equal("Activate your account", (await MailAsync(email)).Subject);
    }

    [Fact]
    public async Task Requests_are_listed_newest_first_and_by_state()
    {
        var first = await new AccountRequestUpload().TakenAsync(_api);
        var second = await new AccountRequestUpload().TakenAsync(_api);
        var third = await new AccountRequestUpload().TakenAsync(_api);
        await _api.Operator.PostAsync($"{Requests}/{second}/rejection", new { reason = "Nee." });

        async Task<List<string>> ListAsync(string query)
        {
            var answer = await _api.Operator.GetAsync($"{Requests}?limit=200{query}");
            return [.. answer.Json["data"]!.AsArray().Select(request => request!["id"]!.ToString()).Where(id => id == first || id == second || id == third)];
        }

        Assert.Equal([third, second, first], await ListAsync(""));
        Assert.Equal([third, first], await ListAsync("&state=submitted"));
        Assert.Equal([second], await ListAsync("&state=rejected&sort=submittedAt"));
    }

    [Theory]
    [InlineData("nl", "Uw accountaanvraag is afgewezen")]
    [InlineData("en", "Your account request has been rejected")]
    public async Task A_rejection_tells_why_in_the_language_of_the_request_and_the_documents_are_gone(string language, string subject)
    {
        var upload = new AccountRequestUpload { Language = language };
        var id = await upload.TakenAsync(_api);
        var file = (await _api.Operator.GetAsync($"{Requests}/{id}")).Get("users[0].files[0].id");
        var rejected = await _api.Operator.PostAsync($"{Requests}/{id}/rejection", new { reason = "De handtekening ontbreekt." });
        Assert.Equal(("rejected", "De handtekening ontbreekt."), (rejected.Get("state"), rejected.Get("rejectionReason")));
        var mail = await MailAsync(upload.ContactEmail);
        Assert.Equal(subject, mail.Subject);
        Assert.Contains("\n\nDe handtekening ontbreekt.\n\n", mail.Body, StringComparison.Ordinal);
        Assert.Empty((await _api.Operator.GetAsync($"{Requests}/{id}")).Json["users"]![0]!["files"]!.AsArray());
        (await _api.Operator.SendAsync(HttpMethod.Get, $"{Requests}/{id}/files/{file}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_request_is_decided_once_however_many_decide_at_once()
    {
        var publisher = await PublisherAsync();
        var upload = new AccountRequestUpload();
        var id = await upload.TakenAsync(_api);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0
            ? _api.Operator.SendAsync(HttpMethod.Post, $"{Requests}/{id}/approval", new { publisherId = publisher.Id })
            : _api.Operator.SendAsync(HttpMethod.Post, $"{Requests}/{id}/rejection", new { reason = "Nee." })));
        var decided = Assert.Single(answers, answer => answer.IsSuccess);
        Assert.All(answers.Except([decided]), answer => answer.Expect(HttpStatusCode.Conflict, "account_request_decided"));
        var made = (await _api.Operator.GetAsync("/v1/platform/organisations?limit=200")).Json["data"]!.AsArray()
            .Count(organisation => organisation!["name"]!.ToString() == upload.OrganisationName);
        Assert.Equal(decided.Get("state") == "approved" ? 1 : 0, made);
    }

    [Fact]
    public async Task An_approval_that_cannot_give_what_is_asked_for_changes_nothing()
    {
        var publisher = await _api.OrganisationAsync();
        await publisher.OwnTestAsync(field: "techniek");
        var upload = new AccountRequestUpload();
        var id = await upload.TakenAsync(_api);
        var refused = await _api.Operator.SendAsync(HttpMethod.Post, $"{Requests}/{id}/approval", new { publisherId = publisher.Id });
        Assert.Contains("zorg-en-welzijn", refused.Expect(HttpStatusCode.Conflict, "fields_without_tests").Get("detail"), StringComparison.Ordinal);
        (await _api.Operator.SendAsync(HttpMethod.Post, $"{Requests}/{id}/approval", new { })).Expect(HttpStatusCode.Conflict, "fields_without_tests");
        var unknown = await _api.Operator.SendAsync(HttpMethod.Post, $"{Requests}/{id}/approval", new { publisherId = "org_none" });
        Assert.Equal("/publisherId", unknown.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
        Assert.Equal("submitted", (await _api.Operator.GetAsync($"{Requests}/{id}")).Get("accountRequest.state"));

        await publisher.OwnTestAsync(field: "zorg-en-welzijn");
        await _api.Operator.PostAsync($"{Requests}/{id}/approval", new { publisherId = publisher.Id });
    }

    [Fact]
    public async Task What_is_wrong_with_the_users_is_told_at_once_by_its_place()
    {
        var email = "Dubbel@example.org";
        var upload = new AccountRequestUpload(
            new { name = "A", email, roles = new[] { "department_admin" } },
            new { name = "B", email = email.ToLowerInvariant(), roles = new[] { "teacher" }, fields = new[] { "techniek", "landbouw" } });
        var refused = (await upload.SendAsync(_api)).Expect(HttpStatusCode.UnprocessableEntity, "account_request_invalid");
        Assert.Equal(
            ["/users/0/roles roles_not_available", "/users/1/fields/1 field_not_wanted", "/users/1/email email_repeated", "/users no_admin"],
            refused.Json["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}"));

        var teacher = new AccountRequestUpload(AccountRequestUpload.User("admin", "teacher"), AccountRequestUpload.User("teacher")) { Licence = "teacher" };
        Assert.Equal(
            ["/users/1/roles roles_not_available", "/users teacher_licence_full"],
            (await teacher.SendAsync(_api)).Json["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}"));
        await new AccountRequestUpload { Licence = "teacher" }.TakenAsync(_api);
    }

    [Theory]
    [InlineData("{", "malformed_json", null)]
    [InlineData("null", "invalid_request", "")]
    [InlineData("{}", "invalid_request", "/organisationName")]
    [InlineData("""{"organisationName":"A\nB","contact":{"name":"J","email":"j@example.org"},"licence":"organisation","fields":["a"],"users":[{"name":"J","email":"j@example.org","roles":["admin"]}]}""", "invalid_request", "/organisationName")]
    [InlineData("""{"organisationName":"A","contact":{"name":"J","email":"j"},"licence":"organisation","fields":["a"],"users":[{"name":"J","email":"j@example.org","roles":["admin"]}]}""", "invalid_request", "/contact/email")]
    [InlineData("""{"organisationName":"A","contact":{"name":"J","email":"j@example.org"},"licence":"organisation","fields":["A B"],"users":[{"name":"J","email":"j@example.org","roles":["admin"]}]}""", "invalid_request", "/fields")]
    [InlineData("""{"organisationName":"A","contact":{"name":"J","email":"j@example.org"},"licence":"organisation","fields":["a"],"users":[{"name":"J","email":"j@example.org","roles":[]}]}""", "invalid_request", "/users/0/roles")]
    [InlineData("""{"organisationName":"A","contact":{"name":"J","email":"j@example.org"},"licence":"organisation","fields":["a"],"users":[{"name":"J","email":"j@example.org","roles":["admin"],"extra":1}]}""", "invalid_request", "/users/0/extra")]
    [InlineData("""{"organisationName":"A","contact":{"name":"J","email":"j@example.org"},"licence":"organisation","fields":["a"],"users":[],"language":"fr"}""", "invalid_request", "/language")]
    public async Task What_is_wrong_in_the_JSON_part_is_told_by_its_place(string text, string code, string? pointer)
    {
        var refused = await new AccountRequestUpload { RequestText = text }.SendAsync(_api);
        Assert.Equal(code, refused.Code);
        if (pointer is not null)
        {
            Assert.Contains(refused.Json["errors"]!.AsArray(), error => error!["pointer"]!.ToString() == pointer);
        }
    }

    [Fact]
    public async Task Every_user_has_both_documents_and_there_are_no_others()
    {
        var without = new AccountRequestUpload();
        without.Agreements.Clear();
        Assert.Equal(("/nonDisclosureAgreements", "wrong_number"), await FirstErrorAsync(without.Content()));

        var many = new AccountRequestUpload();
        many.Forms.Add(Documents.Pdf());
        Assert.Equal(("/forms", "wrong_number"), await FirstErrorAsync(many.Content()));

        var strange = new AccountRequestUpload().Content();
        strange.Add(new ByteArrayContent(Documents.Pdf()), "invoice", "invoice.pdf");
        Assert.Equal(("/invoice", "unknown_member"), await FirstErrorAsync(strange));

        using var empty = new MultipartFormDataContent { { new ByteArrayContent(Documents.Pdf()), "forms", "form.pdf" } };
        Assert.Equal(("/request", "required"), await FirstErrorAsync(empty));
    }

    [Fact]
    public async Task The_JSON_part_may_be_sent_as_a_file_as_browsers_do()
    {
        var upload = new AccountRequestUpload();
        using var content = upload.Content();
        using var asFile = new MultipartFormDataContent();
        foreach (var part in content)
        {
            var name = part.Headers.ContentDisposition!.Name!.Trim('"');
            asFile.Add(new ByteArrayContent(await part.ReadAsByteArrayAsync()), name, "blob");
        }

        (await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/account-requests", asFile)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_file_that_is_too_large_and_a_body_that_is_are_refused()
    {
        var upload = new AccountRequestUpload();
        upload.Forms[0] = Documents.Pdf(padding: 10 * 1024 * 1024);
        var refused = (await upload.SendAsync(_api)).Expect(HttpStatusCode.RequestEntityTooLarge, "file_too_large");
        Assert.Equal("/forms/0", refused.Get("errors[0].pointer"));

        // A client that is told no while it still sends may never read the answer: so here it only says how much it would send.
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_api.Address.Host, _api.Address.Port);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/account-requests HTTP/1.1\r\nHost: {_api.Address.Authority}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {100 * 1024 * 1024 + 1}\r\n\r\n"));
        var answer = new byte[8192];
        var read = await tcp.GetStream().ReadAtLeastAsync(answer, 32, throwOnEndOfStream: false).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.StartsWith("HTTP/1.1 413 ", Encoding.ASCII.GetString(answer, 0, read), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n{", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("multipart/form-data; boundary=x", "nothing of the kind", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("multipart/form-data", "--x--", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("application/json", "{}", HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")]
    public async Task What_is_not_multipart_is_refused(string type, string body, HttpStatusCode status, string code)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/account-requests", content)).Expect(status, code);
    }

    private async Task<(string Pointer, string Code)> FirstErrorAsync(MultipartFormDataContent content)
    {
        var refused = await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/account-requests", content);
        refused.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        return (refused.Get("errors[0].pointer"), refused.Get("errors[0].code"));
    }

    /// <summary>With a test of each field that uploads ask for, and one of another.</summary>
    private async Task<TestOrganisation> PublisherAsync()
    {
        var publisher = await _api.OrganisationAsync();
        foreach (var field in new[] { "zorg-en-welzijn", "techniek", "landbouw" })
        {
            await publisher.OwnTestAsync(field: field);
        }

        return publisher;
    }

    /// <summary>The last mail to an address.</summary>
    private async Task<(string Subject, string Body)> MailAsync(string recipient)
    {
        var mails = (await _api.Operator.GetAsync("/v1/platform/mails")).Json["data"]!.AsArray();
        var last = mails.First(mail => mail!["recipient"]!.ToString() == recipient)!;
        return (last["subject"]!.ToString(), last["body"]!.ToString());
    }

    private async Task<TestClient> SignInAsync(string organisation, string email)
    {
        var (_, body) = await MailAsync(email);
        var token = body.Split('\n').First(line => line.StartsWith("cat_activate_", StringComparison.Ordinal));
        await _api.Client(null).PostAsync("/v1/auth/activation", new { token, password = "een-lang-wachtwoord" });
        return _api.Client((await _api.Client(null).PostAsync("/v1/auth/login", new { organisation, email, password = "een-lang-wachtwoord" })).Get("accessToken"));
    }
}
