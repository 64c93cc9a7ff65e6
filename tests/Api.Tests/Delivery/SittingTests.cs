using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery;

[Collection(ApiCollection.Name)]
public sealed class SittingTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_sitting_left_alone_is_submitted_within_two_seconds_of_its_deadline_with_what_was_saved()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var test = await school.OwnTestAsync(TimeSpan.FromSeconds(2));
        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { test } });
        var sitting = await TestSitting.CheckInAsync(_api, invited.Get("invitations[0].code"));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        await SaveAsync(sitting, (await sitting.ItemsAsync())[0], 1, "b");

        var shown = await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}");
        var deadline = DateTimeOffset.Parse(shown.Get("deadline"), null);
        while (shown.Get("state") == "started")
        {
            await Task.Delay(50);
            shown = await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}");
        }

        Assert.Equal(("rated", "deadline"), (shown.Get("state"), shown.Get("submittedBy")));
        Assert.Equal("pass", (await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}")).Get("data[0].outcome"));
        var log = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/events")).Json["data"]!.AsArray();
        var submitted = DateTimeOffset.Parse(log.Single(line => line!["type"]!.ToString() == "timed_out")!["at"]!.ToString(), null);
        Assert.InRange(submitted - deadline, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_sandbox_brings_the_deadline_nearer_by_moving_its_clock()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var sitting = await school.SittingAsync("reading");
        var item = (await sitting.ItemsAsync())[0];
        await SaveAsync(sitting, item, 1, "a");
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT26M" });
        (await SaveAsync(sitting, item, 2, "b")).Expect(HttpStatusCode.Conflict, "sitting_closed");
        await UntilAsync(school, sitting, "rated");
        Assert.Equal("1", (await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}")).Get("data[0].points"));
    }

    [Fact]
    public async Task A_clock_moves_in_a_sandbox_alone_and_forward_alone()
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/sandbox/clock", new { advance = "PT1M" })).Expect(HttpStatusCode.Conflict, "not_a_sandbox");
        var sandbox = await _api.OrganisationAsync(sandbox: true);
        (await sandbox.Admin.SendAsync(HttpMethod.Post, "/v1/sandbox/clock", new { advance = "-PT1M" })).Expect(HttpStatusCode.UnprocessableEntity);
        (await sandbox.Admin.SendAsync(HttpMethod.Post, "/v1/sandbox/clock", new { advance = "soon" })).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_save_is_answered_with_a_receipt_and_repeating_it_is_harmless()
    {
        var sitting = await (await _api.OrganisationAsync(credits: 1)).SittingAsync("reading");
        var item = (await sitting.ItemsAsync())[0];
        var first = (await SaveAsync(sitting, item, 1, "a")).Expect(HttpStatusCode.OK);
        var again = (await SaveAsync(sitting, item, 1, "a")).Expect(HttpStatusCode.OK);
        Assert.Equal("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", first.Get("checksum")); // SHA-256 of «a»
        Assert.Equal(first.Text, again.Text);
        (await SaveAsync(sitting, item, 1, "b")).Expect(HttpStatusCode.Conflict, "revision_reused");
        (await SaveAsync(sitting, item, 3, "c")).Expect(HttpStatusCode.OK);
        (await SaveAsync(sitting, item, 2, "b")).Expect(HttpStatusCode.Conflict, "stale_revision");
        var state = await sitting.Candidate.GetAsync("/v1/delivery/sitting");
        Assert.Equal(("3", "c"), (state.Get("responses[0].revision"), state.Get("responses[0].answer.choice")));
    }

    [Theory]
    [InlineData("{ \"revision\": 1, \"answer\": { \"choice\": \"z\" } }", "/answer/choice")]
    [InlineData("{ \"revision\": 1, \"answer\": { \"text\": \"a\" } }", "/answer")]
    [InlineData("{ \"revision\": 0, \"answer\": { \"choice\": \"a\" } }", "/revision")]
    [InlineData("{ \"answer\": { \"choice\": \"a\" } }", "/revision")]
    public async Task An_answer_that_the_item_cannot_take_is_refused_with_its_place(string body, string pointer)
    {
        var sitting = await (await _api.OrganisationAsync(credits: 1)).SittingAsync("reading");
        var answer = await sitting.Candidate.SendAsync(HttpMethod.Put, $"/v1/delivery/responses/{(await sitting.ItemsAsync())[0]}", body);
        answer.Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(pointer, answer.Get("errors[0].pointer"));
    }

    [Fact]
    public async Task A_text_that_cannot_be_stored_is_refused_and_its_neighbours_are_saved()
    {
        var sitting = await (await _api.OrganisationAsync(credits: 1)).SittingAsync("writing");
        var items = await sitting.ItemsAsync();
        var saved = await sitting.Candidate.PostAsync("/v1/delivery/responses", new
        {
            responses = new object[]
            {
                new { itemId = items[0], revision = 1, answer = new { text = "Ik schrijf een zin." } },
                new { itemId = items[1], revision = 1, answer = new { text = "nul\0" } },
                new { itemId = "item_00000000000000000000000000", revision = 1, answer = new { text = "weg" } },
                new { itemId = items[2], revision = 1, answer = new { text = "Nog een zin. 😀 ‘één’ \"twee\" \\ /" } },
            },
        });
        Assert.Equal("1", saved.Get("outcomes[0].receipt.revision"));
        Assert.Equal("answer_not_storable", saved.Get("outcomes[1].error"));
        Assert.Equal("not_found", saved.Get("outcomes[2].error"));
        Assert.Equal("1", saved.Get("outcomes[3].receipt.revision"));
        var state = await sitting.Candidate.GetAsync("/v1/delivery/sitting");
        Assert.Contains(state.Json["responses"]!.AsArray(), response => response!["answer"]!["text"]!.ToString() == "Nog een zin. 😀 ‘één’ \"twee\" \\ /");
    }

    [Fact]
    public async Task Typing_the_code_again_takes_the_sitting_over_and_ends_the_other_device()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var first = await school.SittingAsync("reading");
        var item = (await first.ItemsAsync())[0];
        await SaveAsync(first, item, 1, "a");
        var second = await TestSitting.CheckInAsync(_api, first.Code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal));
        (await SaveAsync(first, item, 2, "b")).Expect(HttpStatusCode.Conflict, "wrong_device");
        (await first.Candidate.SendAsync(HttpMethod.Get, "/v1/delivery/sitting")).Expect(HttpStatusCode.Conflict, "wrong_device");
        (await first.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/finish")).Expect(HttpStatusCode.Conflict, "wrong_device");
        var state = await second.Candidate.GetAsync("/v1/delivery/sitting");
        Assert.Equal(("started", "a"), (state.Get("state"), state.Get("responses[0].answer.choice")));
        (await SaveAsync(second, item, 2, "c")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Starting_again_after_a_lost_answer_changes_nothing()
    {
        var sitting = await (await _api.OrganisationAsync(credits: 1)).SittingAsync("reading");
        var first = await sitting.Candidate.GetAsync("/v1/delivery/sitting");
        var again = await sitting.Candidate.PostAsync("/v1/delivery/start");
        Assert.Equal(first.Get("deadline"), again.Get("deadline"));
    }

    [Fact]
    public async Task A_code_that_was_typed_in_time_does_not_start_after_its_window()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var invited = await school.Admin.PostAsync("/v1/invitations", new
        {
            candidateIds = new[] { await school.CandidateAsync() },
            testIds = new[] { await school.TestAsync("reading") },
            window = new { closesAt = DateTimeOffset.Parse((await school.Admin.GetAsync("/v1/organisation")).Get("createdAt"), null).AddHours(1) },
        });
        var sitting = await TestSitting.CheckInAsync(_api, invited.Get("invitations[0].code"));
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT2H" });
        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start")).Expect(HttpStatusCode.Conflict, "outside_window");
    }

    [Fact]
    public async Task Checking_in_again_and_again_while_starting_never_deadlocks()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading", start: false);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(_ => new[]
        {
            _api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code = sitting.Code }),
            sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start"),
        }));
        Assert.All(answers, answer => Assert.True(answer.IsSuccess || answer.Code == "wrong_device", answer.Text));
    }

    [Fact]
    public async Task One_code_that_is_typed_on_many_devices_at_once_makes_one_sitting_and_the_last_device_has_it()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var code = await school.CodeAsync("reading");

        var checkedIn = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TestSitting.CheckInAsync(_api, code)));

        Assert.Single(checkedIn.DistinctBy(sitting => sitting.Id));
        var starts = await Task.WhenAll(checkedIn.Select(sitting => sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start")));
        Assert.Single(starts, answer => answer.IsSuccess);
        Assert.All(starts.Where(answer => !answer.IsSuccess), answer => answer.Expect(HttpStatusCode.Conflict, "wrong_device"));
    }

    [Fact]
    public async Task The_same_save_on_two_nodes_at_once_is_saved_on_both()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        await using var other = await ApiProcess.StartAsync(_api.ConnectionString, "--role", "api");
        var checkedIn = await _api.Client(null).PostAsync("/v1/delivery/check-in", new { code = await school.CodeAsync("reading") });
        var nodes = new[] { _api.Client(checkedIn.Get("token")), other.Client(checkedIn.Get("token")) };
        var started = await nodes[0].PostAsync("/v1/delivery/start");
        var item = started.Get("sections[0].items[0].id");
        for (var revision = 1; revision <= 40; revision++)
        {
            var answers = await Task.WhenAll(nodes.Select(node => node.SendAsync(
                HttpMethod.Put, $"/v1/delivery/responses/{item}", new { revision, answer = new { choice = "a" } })));
            Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
            Assert.Equal(answers[0].Text, answers[1].Text);
        }
    }

    [Fact]
    public async Task A_sitting_that_is_held_does_not_hold_up_the_answers_of_others()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var held = await school.SittingAsync("reading");
        var free = await school.SittingAsync("reading");
        var (heldItem, freeItem) = ((await held.ItemsAsync())[0], (await free.ItemsAsync())[0]);
        await using var connection = new Npgsql.NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand("SELECT FROM sittings WHERE tenant_id = @tenant AND state = 'started' AND id = @id FOR UPDATE", connection, transaction))
        {
            command.Parameters.AddWithValue("tenant", school.Uuid);
            command.Parameters.AddWithValue("id", Domain.Id<Domain.Delivery.Sitting>.Parse(held.Id, null).Value);
            await command.ExecuteNonQueryAsync();
        }

        var waiting = SaveAsync(held, heldItem, 1, "a");
        (await SaveAsync(free, freeItem, 1, "a")).Expect(HttpStatusCode.OK);
        (await waiting).Expect(HttpStatusCode.ServiceUnavailable, "busy");
    }

    [Fact]
    public async Task A_refused_recording_leaves_nothing_behind_and_a_task_takes_so_many()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("speaking");
        var item = (await sitting.ItemsAsync())[0];
        for (var i = 0; i < 16; i++)
        {
            await sitting.RecordAsync(item);
        }

        var last = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
        {
            var take = new ByteArrayContent([1]);
            take.Headers.ContentType = new("audio/ogg");
            return sitting.Candidate.SendAsync(HttpMethod.Post, $"/v1/delivery/recordings?itemId={item}", take);
        }));
        Assert.Equal(4, last.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(20L, await school.SqlAsync("SELECT count(*) FROM recordings WHERE tenant_id = @tenant"));
        Assert.Equal(0L, await school.SqlAsync("SELECT count(*) FROM pending_files WHERE tenant_id = @tenant"));

        using var sound = new ByteArrayContent([1]);
        sound.Headers.ContentType = new("audio/ogg");
        (await sitting.Candidate.SendAsync(HttpMethod.Post, $"/v1/delivery/recordings?itemId={item}", sound)).Expect(HttpStatusCode.Conflict, "too_many_recordings");
    }

    [Fact]
    public async Task A_test_of_one_step_ends_early_only_where_its_version_allows_it()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var test = await school.OwnTestAsync(canFinishEarly: false);
        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { test } });
        var sitting = await TestSitting.CheckInAsync(_api, invited.Get("invitations[0].code"));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/finish")).Expect(HttpStatusCode.Conflict, "cannot_finish_early");
        Assert.Equal("started", (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("state"));
    }

    [Fact]
    public async Task Nothing_is_saved_before_the_start_or_after_the_end()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var started = await school.SittingAsync("reading");
        var item = (await started.ItemsAsync())[0];
        var waiting = await school.SittingAsync("reading", start: false);
        (await SaveAsync(waiting, item, 1, "a")).Expect(HttpStatusCode.Conflict, "sitting_closed");
        Assert.Empty((await waiting.Candidate.GetAsync("/v1/delivery/sitting")).Json["sections"]!.AsArray());
        (await waiting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/finish")).Expect(HttpStatusCode.Conflict, "sitting_state");

        await started.Candidate.PostAsync("/v1/delivery/finish");
        (await SaveAsync(started, item, 1, "a")).Expect(HttpStatusCode.Conflict, "sitting_closed");
        Assert.Equal("rated", (await started.Candidate.PostAsync("/v1/delivery/finish")).Get("state")); // twice is harmless
        (await started.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start")).Expect(HttpStatusCode.Conflict, "sitting_closed");
        (await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code = started.Code })).Expect(HttpStatusCode.Conflict, "sitting_closed");
    }

    [Fact]
    public async Task Answers_that_are_being_saved_while_the_candidate_finishes_are_in_or_refused_and_never_lost()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        var items = await sitting.ItemsAsync();
        var saves = Enumerable.Range(1, 40).Select(revision => SaveAsync(sitting, items[revision % items.Count], revision, "a")).ToList();
        var finish = sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/finish");
        var answers = await Task.WhenAll(saves);
        (await finish).Expect(HttpStatusCode.OK);
        Assert.All(answers, answer => Assert.True(answer.IsSuccess || answer.Code is "sitting_closed" or "stale_revision", answer.Text));

        // Three of the ten keys are a: what was acknowledged of those is what was scored.
        var acknowledged = answers.Select((answer, index) => (answer, item: items[(index + 1) % items.Count]))
            .Where(save => save.answer.IsSuccess).Select(save => save.item).ToHashSet();
        var right = new[] { 0, 4, 7 }.Count(index => acknowledged.Contains(items[index]));
        var reading = await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}");
        Assert.Equal($"{right}", reading.Get("data[0].points"));
    }

    [Fact]
    public async Task Listening_goes_forward_item_by_item_and_each_fragment_plays_once()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("listening");
        var state = await sitting.Candidate.GetAsync("/v1/delivery/sitting");
        Assert.Equal(("0", "6"), (state.Get("step"), state.Get("steps")));
        Assert.Single(await sitting.ItemsAsync());

        var media = state.Get("plays[0].mediaId");
        var grant = await sitting.Candidate.PostAsync("/v1/delivery/plays", new { mediaId = media });
        var again = await sitting.Candidate.PostAsync("/v1/delivery/plays", new { mediaId = media });
        Assert.Equal(grant.Get("id"), again.Get("id")); // a grant that was not fetched is not used up

        var sound = await _api.Client(null).GetAsync(grant.Get("url"));
        Assert.Equal("audio/mpeg", sound.ContentType);
        Assert.InRange(sound.Bytes.Length, 100_000, 400_000);
        (await _api.Client(null).SendAsync(HttpMethod.Get, grant.Get("url"))).Expect(HttpStatusCode.Conflict, "play_limit_reached");
        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/plays", new { mediaId = media })).Expect(HttpStatusCode.Conflict, "play_limit_reached");
        (await _api.Client(null).SendAsync(HttpMethod.Get, grant.Get("url").Replace("signature=", "signature=A", StringComparison.Ordinal))).Expect(HttpStatusCode.NotFound);

        var first = (await sitting.ItemsAsync())[0];
        await SaveAsync(sitting, first, 1, "b");
        var next = await sitting.Candidate.PostAsync("/v1/delivery/advance", new { fromStep = 0 });
        Assert.Equal("1", next.Get("step"));
        Assert.Equal("1", (await sitting.Candidate.PostAsync("/v1/delivery/advance", new { fromStep = 0 })).Get("step")); // a repeat skips nothing
        (await SaveAsync(sitting, first, 2, "a")).Expect(HttpStatusCode.Conflict, "step_closed");
        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/plays", new { mediaId = media })).Expect(HttpStatusCode.UnprocessableEntity);
        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/finish")).Expect(HttpStatusCode.Conflict, "cannot_finish_early");
    }

    [Fact]
    public async Task A_spoken_answer_is_uploaded_saved_and_heard_by_the_rater()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("speaking");
        var item = (await sitting.ItemsAsync())[0];
        var recording = await sitting.RecordAsync(item);
        var saved = await sitting.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { recordingId = recording.Get("id") } });
        Assert.Equal("1", saved.Get("revision"));
        var heard = await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/recordings/{recording.Get("id")}/file");
        Assert.Equal("OggS and then some sound", heard.Text);

        using var picture = new ByteArrayContent([1, 2, 3]);
        picture.Headers.ContentType = new("image/png");
        (await sitting.Candidate.SendAsync(HttpMethod.Post, $"/v1/delivery/recordings?itemId={item}", picture)).Expect(HttpStatusCode.UnsupportedMediaType);
        (await sitting.Candidate.SendAsync(HttpMethod.Put, $"/v1/delivery/responses/{item}", new { revision = 2, answer = new { recordingId = "rec_00000000000000000000000000" } }))
            .Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_code_outside_its_window_or_unknown_opens_nothing()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var invited = await school.Admin.PostAsync("/v1/invitations", new
        {
            candidateIds = new[] { await school.CandidateAsync() },
            testIds = new[] { await school.TestAsync("reading") },
            window = new { opensAt = TimeProvider.System.GetUtcNow().AddDays(1) },
        });
        foreach (var unknown in new[] { invited.Get("invitations[0].code"), "22222-33333", "2", "no code at all" })
        {
            (await CheckInAsync(unknown)).Expect(HttpStatusCode.NotFound, "code_unknown");
        }
    }

    [Fact]
    public async Task Nothing_a_candidate_is_shown_holds_a_key_or_a_rubric()
    {
        var school = await _api.OrganisationAsync(credits: 4);
        foreach (var skill in new[] { "reading", "listening", "writing", "speaking" })
        {
            var sitting = await school.SittingAsync(skill);
            for (var step = 0; ; step++)
            {
                var state = await sitting.Candidate.GetAsync("/v1/delivery/sitting");
                Assert.DoesNotMatch("\"(key|correct|rubric|criteria|gates|caps|guidance|transcript)\"", state.Text);
                if (step + 1 == int.Parse(state.Get("steps"), null))
                {
                    break;
                }

                await sitting.Candidate.PostAsync("/v1/delivery/advance", new { fromStep = step });
            }
        }
    }

    private Task<Answer> CheckInAsync(string code) => _api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code });

    private static Task<Answer> SaveAsync(TestSitting sitting, string item, long revision, string choice) =>
        sitting.Candidate.SendAsync(HttpMethod.Put, $"/v1/delivery/responses/{item}", new { revision, answer = new { choice } });

    private static async Task UntilAsync(TestOrganisation school, TestSitting sitting, string state)
    {
        while ((await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("state") != state)
        {
            await Task.Delay(50);
        }
    }
}
