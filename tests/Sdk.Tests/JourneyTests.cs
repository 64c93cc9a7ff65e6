using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Sdk.Tests;

/// <summary>From a licence to a report, through the C# client.</summary>
[Collection(ApiCollection.Name)]
public sealed class JourneyTests(ApiFixture fixture)
{
    [Fact]
    public async Task A_group_is_invited_and_a_candidate_takes_a_reading_test()
    {
        using var school = await SchoolAsync(credits: 3);
        var group = await school.People.CreateGroupAsync(new GroupRequest { Name = "A2 avond" });
        foreach (var name in new[] { "Amira Haddad", "Bogdan Ionescu", "Çelik Demir" })
        {
            var created = await school.People.CreateCandidateAsync(new CandidateRequest { Name = name, Remarks = "nieuw" });
            await school.People.AddCandidateToGroupAsync(group.Id, created.Id);
        }

        var request = new InvitationsRequest { GroupIds = [group.Id], TestIds = [await TestAsync(school, Skill.Reading)] };
        var preview = await school.Invitations.PreviewInvitationsAsync(request);
        Assert.Equal((3, 3L), (preview.Credits, preview.Balance));
        Assert.Empty(preview.Obstacles);
        var invited = await school.Invitations.CreateInvitationsAsync(request);
        Assert.Equal(0, invited.Balance);

        var checkedIn = await fixture.Anonymous.Delivery.CheckInAsync(new CheckInRequest { Code = invited.Invitations[0].Code });
        using var candidate = fixture.Anonymous.WithCredential(checkedIn.Token);
        var state = await candidate.Delivery.StartSittingAsync();
        foreach (var item in state.Sections.SelectMany(section => section.Items))
        {
            var receipt = await candidate.Delivery.SaveResponseAsync(
                item.Id, new SaveResponseRequest { Revision = 1, Answer = new Answer { Choice = "a" } });
            Assert.Equal(1, receipt.Revision);
        }

        Assert.Equal(SittingState.Rated, (await candidate.Delivery.FinishSittingAsync()).State);
        var result = Assert.Single((await school.Results.ListResultsAsync(sittingId: checkedIn.SittingId)).Data);
        Assert.Equal((3, Outcome.Fail), (result.Points, result.Outcome)); // the key: a c b c a d b a c b
    }

    [Fact]
    public async Task A_listening_test_is_played_and_answered_step_by_step_and_passed_at_the_cut_score()
    {
        using var school = await SchoolAsync(credits: 1);
        var checkedIn = await CheckInAsync(school, Skill.Listening);
        using var candidate = fixture.Anonymous.WithCredential(checkedIn.Token);
        var state = await candidate.Delivery.StartSittingAsync();
        var answers = new Queue<string>(["b", "c", "a", "c", "b", "a"]); // the key: b c a c a b
        while (true)
        {
            foreach (var fragment in state.Sections.SelectMany(section => section.Stimuli).Where(stimulus => stimulus.MediaId is not null))
            {
                var play = await candidate.Delivery.GrantPlayAsync(new GrantPlayRequest { MediaId = fragment.MediaId! });
                using var sound = await fixture.Anonymous.SendAsync(HttpMethod.Get, play.Url);
                Assert.Equal("audio/mpeg", sound.Content.Headers.ContentType?.MediaType);
                var refusal = await Assert.ThrowsAsync<CesuurException>(
                    () => candidate.Delivery.GrantPlayAsync(new GrantPlayRequest { MediaId = fragment.MediaId! }));
                Assert.Equal("play_limit_reached", refusal.Code);
            }

            foreach (var item in state.Sections.SelectMany(section => section.Items))
            {
                await candidate.Delivery.SaveResponseAsync(
                    item.Id, new SaveResponseRequest { Revision = 1, Answer = new Answer { Choice = answers.Dequeue() } });
            }

            if (state.Step == state.Steps - 1)
            {
                break;
            }

            state = await candidate.Delivery.AdvanceSittingAsync(new AdvanceRequest { FromStep = state.Step });
        }

        Assert.Empty(answers);
        Assert.Equal(SittingState.Rated, (await candidate.Delivery.FinishSittingAsync()).State);
        var result = Assert.Single((await school.Results.ListResultsAsync(sittingId: checkedIn.SittingId)).Data);
        Assert.Equal((4, 4, Outcome.Pass), (result.Points, result.CutScore, result.Outcome));
    }

    [Fact]
    public async Task A_writing_test_that_times_out_is_rated_and_its_result_is_reported_and_sent_to_the_webhook()
    {
        using var school = await SchoolAsync(credits: 0, sandbox: true);
        await using var receiver = await WebhookReceiver.StartAsync();
        var subscribed = await school.Webhooks.CreateWebhookEndpointAsync(
            new WebhookEndpointRequest { Url = receiver.Url, EventTypes = ["result.graded"] });

        var checkedIn = await CheckInAsync(school, Skill.Writing);
        using var candidate = fixture.Anonymous.WithCredential(checkedIn.Token);
        var state = await candidate.Delivery.StartSittingAsync();
        foreach (var item in state.Sections.SelectMany(section => section.Items))
        {
            await candidate.Delivery.SaveResponseAsync(
                item.Id, new SaveResponseRequest { Revision = 1, Answer = new Answer { Text = "Ik doe morgen boodschappen voor u." } });
        }

        await school.Organisation.AdvanceClockAsync(new AdvanceClockRequest { Advance = "PT36M" }); // the test takes 35
        var sitting = await TestJobs.EventuallyAsync(
            () => school.Sittings.GetSittingAsync(checkedIn.SittingId), sitting => sitting.State == SittingState.To_rate);
        Assert.Equal(SubmittedBy.Deadline, sitting.SubmittedBy);

        using var teacher = await TeacherAsync(school, checkedIn.SittingId);
        var rating = await teacher.Rating.GetRatingAsync(checkedIn.SittingId);
        foreach (var task in rating.Tasks)
        {
            Assert.Equal("Ik doe morgen boodschappen voor u.", task.Response?.Text);
            await teacher.Rating.RateTaskAsync(
                checkedIn.SittingId, task.ItemId,
                new RateTaskRequest { Scores = task.Rubric.Criteria.ToDictionary(criterion => criterion.Id, _ => 1) });
        }

        var result = await teacher.Rating.FinaliseRatingAsync(checkedIn.SittingId);
        Assert.Equal((11, 11, Outcome.Pass), (result.Points, result.CutScore, result.Outcome)); // 2 + 4 + 5 criteria

        var graded = await receiver.NextAsync(new Webhook(subscribed.Secret));
        Assert.Equal("result.graded", graded.Type);
        Assert.Equal(result, graded.DataAs<ResultResponse>());
        var delivery = await TestJobs.EventuallyAsync(
            async () => Assert.Single((await school.Webhooks.ListWebhookDeliveriesAsync(endpointId: subscribed.Endpoint.Id)).Data),
            delivery => delivery.State == WebhookDeliveryState.Delivered);
        Assert.Equal(graded.Id, delivery.EventId);

        var asked = await school.Results.CreateReportAsync(
            new ReportRequest { Kind = ReportKind.Candidate, ResultIds = [result.Id], Language = "en" });
        var job = await TestJobs.EventuallyAsync(
            () => school.Jobs.GetJobAsync(asked.Job.Id), job => job.Status is JobStatus.Succeeded or JobStatus.Failed);
        Assert.Equal(JobStatus.Succeeded, job.Status);
        using var file = await school.Results.GetReportFileAsync(asked.Report.Id);
        using var pdf = new MemoryStream();
        await file.Stream.CopyToAsync(pdf);
        Assert.StartsWith("%PDF-", Encoding.Latin1.GetString(pdf.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_lists_are_read_page_after_page()
    {
        using var school = await SchoolAsync(credits: 0);
        for (var i = 0; i < 203; i++) // the pages have 200
        {
            await school.People.CreateCandidateAsync(new CandidateRequest { Name = $"Kandidaat {i:000}" });
        }

        var names = new List<string>();
        await foreach (var candidate in school.People.AllCandidatesAsync(sort: "-createdAt"))
        {
            names.Add(candidate.Name);
        }

        Assert.Equal(203, names.Distinct().Count());
        Assert.Equal("Kandidaat 202", names[0]);
    }

    [Fact]
    public async Task A_patch_leaves_what_it_does_not_name_and_a_request_of_ones_own_unsets()
    {
        using var school = await SchoolAsync(credits: 0);
        var created = await school.People.CreateCandidateAsync(new CandidateRequest { Name = "Amira Haddad", Number = "17", Remarks = "nieuw" });
        var changed = await school.People.ChangeCandidateAsync(created.Id, new CandidatePatch { Number = "18" });
        Assert.Equal(("Amira Haddad", "18", "nieuw"), (changed.Name, changed.Number, changed.Remarks));

        using var answer = await school.SendAsync(HttpMethod.Patch, $"/v1/candidates/{created.Id}", new JsonObject { ["remarks"] = null });
        Assert.NotNull(answer.Headers.ETag);
        Assert.Null((await school.People.GetCandidateAsync(created.Id)).Remarks);
    }

    [Fact]
    public async Task A_refusal_is_typed()
    {
        using var school = await SchoolAsync(credits: 0);
        var refusal = await Assert.ThrowsAsync<CesuurException>(
            () => school.Credits.RedeemCreditsAsync(new RedeemCreditsRequest { Token = "00000-00000-00000-00000" }));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "token_unknown"), (refusal.Status, refusal.Code));
        Assert.StartsWith("req_", refusal.RequestId, StringComparison.Ordinal);

        var invalid = await Assert.ThrowsAsync<CesuurException>(() => school.People.CreateCandidateAsync(new CandidateRequest { Name = "" }));
        Assert.Equal("/name", Assert.Single(invalid.Errors).Pointer);
    }

    [Fact]
    public async Task An_idempotency_key_of_ones_own_gives_the_same_answer_again()
    {
        using var school = await SchoolAsync(credits: 0);
        var request = new CandidateRequest { Name = "Amira Haddad" };
        var first = await school.People.CreateCandidateAsync(request, idempotencyKey: "import-7");
        Assert.Equal(first.Id, (await school.People.CreateCandidateAsync(request, idempotencyKey: "import-7")).Id);
    }

    [Fact]
    public async Task Credits_are_ordered_paid_in_the_sandbox_and_asked_after()
    {
        using var school = await SchoolAsync(credits: 0, sandbox: true);
        var order = await school.Orders.OrderCreditsAsync(new CreditOrderRequest
        {
            Quantity = 50,
            Method = OrderMethod.Online,
            Email = "inkoop@example.org",
            SuccessUrl = "https://school.example/thanks",
            CancelUrl = "https://school.example/back",
        });
        Assert.Equal((OrderState.Open, 66_550), (order.State, order.TotalAmount));
        Assert.NotNull(order.CheckoutUrl);
        await school.Payments.PlaySandboxPaymentAsync(new PlaySandboxPaymentRequest { OrderId = order.Id, Action = PaymentAction.Pay });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((order = await school.Orders.GetCreditOrderAsync(order.Id)).FulfilledAt is null)
        {
            await Task.Delay(100, limit.Token);
        }

        Assert.Equal(OrderState.Paid, order.State);
        Assert.Equal(order.Id, (await school.Orders.ListOrdersAsync()).Data.Single().Id);
    }

    private async Task<CesuurClient> SchoolAsync(int credits, bool sandbox = false)
    {
        using var platform = fixture.Anonymous.WithCredential(fixture.Api.KeyOf("operator"));
        var created = await platform.Platform.CreateOrganisationAsync(
            new CreateOrganisationRequest { Name = "Proefschool", Licence = LicenceKind.Organisation, Sandbox = sandbox });
        var publisher = fixture.Api.Seeded.First(organisation => organisation.Role == "publisher").Id.ToString();
        await platform.Platform.AddEntitlementAsync(created.Organisation.Id, new AddEntitlementRequest { PublisherId = publisher });
        var school = fixture.Anonymous.WithCredential(created.ApiKey);
        if (credits > 0)
        {
            var minted = await platform.Platform.MintCreditTokensAsync(new MintCreditTokensRequest { Credits = credits });
            Assert.Equal(credits, (await school.Credits.RedeemCreditsAsync(new RedeemCreditsRequest { Token = minted.Tokens.Single().Token })).Balance);
        }

        return school;
    }

    private static async Task<string> TestAsync(CesuurClient school, Skill skill)
    {
        await foreach (var test in school.Tests.AllTestsAsync())
        {
            if (test.Skill == skill)
            {
                return test.Id;
            }
        }

        throw new InvalidOperationException($"There is no test of {skill}.");
    }

    /// <summary>A new candidate, invited by a code and checked in with it.</summary>
    private async Task<CheckInResponse> CheckInAsync(CesuurClient school, Skill skill)
    {
        var person = await school.People.CreateCandidateAsync(new CandidateRequest { Name = "Amira Haddad" });
        var invited = await school.Invitations.CreateInvitationsAsync(
            new InvitationsRequest { CandidateIds = [person.Id], TestIds = [await TestAsync(school, skill)] });
        return await fixture.Anonymous.Delivery.CheckInAsync(new CheckInRequest { Code = invited.Invitations[0].Code });
    }

    /// <summary>A signed-in teacher of a group with the candidate of the sitting in it.</summary>
    private async Task<CesuurClient> TeacherAsync(CesuurClient school, string sitting)
    {
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var user = await school.People.CreateUserAsync(new CreateUserRequest { Name = "Noor de Vries", Email = email, Roles = [Role.Teacher] });
        var group = await school.People.CreateGroupAsync(new GroupRequest { Name = "Groep A2" });
        await school.People.AddCandidateToGroupAsync(group.Id, (await school.Sittings.GetSittingAsync(sitting)).CandidateId);
        await school.People.AddTeacherToGroupAsync(group.Id, user.Id);
        using var platform = fixture.Anonymous.WithCredential(fixture.Api.KeyOf("operator"));
        var mail = (await platform.Platform.ListMailsAsync()).Data.First(mail => mail.Recipient == email);
        var token = mail.Body.Split('\n').First(line => line.StartsWith("cat_activate_", StringComparison.Ordinal));
        const string password = "een-lang-wachtwoord";
        await fixture.Anonymous.SignIn.ActivateUserAsync(new ActivateUserRequest { Token = token, Password = password });
        var organisation = await school.Organisation.GetOrganisationAsync();
        var signedIn = await fixture.Anonymous.SignIn.SignInAsync(
            new SignInRequest { Organisation = organisation.Id, Email = email, Password = password });
        return fixture.Anonymous.WithCredential(signedIn.AccessToken);
    }
}
