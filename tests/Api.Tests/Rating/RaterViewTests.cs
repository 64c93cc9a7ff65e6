using System.Net;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Rating;

/// <summary>What a rater sees of a task and of the response to it.</summary>
[Collection(ApiCollection.Name)]
public sealed class RaterViewTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_task_is_seen_as_it_was_asked_with_the_words_written_and_the_sentences_copied_marked()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var picture = await school.MediaAsync();
        var stimulus = new { identifier = "mail", title = "Mail", text = $"<p>Wij gaan zaterdag naar zee.</p><img src=\"{picture}\" alt=\"zee\"/>", mediaId = picture };
        var form = new
        {
            identifier = "form",
            type = "composite",
            body = "<p>Vul uw naam en uw klacht hier in.</p><span data-part=\"name\"></span><span data-part=\"complaint\"></span>",
            parts = new[] { new { identifier = "name", type = "text_entry" }, new { identifier = "complaint", type = "extended_text" } },
            rubric = RatedSittings.Rubric,
        };
        var test = await school.PublishedTestAsync(new
        {
            sections = new[] { Section("s1", [RatedSittings.Task("t1", "Schrijf een antwoord aan Els.", "mail", "Antwoord aan Els"), form, Question("q1")], stimuli: [stimulus]) },
        });
        const string Text = "Hoi Els! Wij gaan zaterdag naar zee.\nIk ga graag mee.";
        var (sitting, _, _) = await school.FinishedAsync(
            test, new { text = Text }, new { parts = new { name = new { text = "Amira Haddad" }, complaint = new { text = "Vul uw naam en uw klacht hier in" } } }, new { choice = "a" });

        var rating = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating");

        Assert.Equal(("Antwoord aan Els", "Schrijf een antwoord aan Els."), (rating.Get("tasks[0].title"), rating.Get("tasks[0].asked.prompt")));
        Assert.Contains($"src=\"/v1/media/{picture}/file?", rating.Get("tasks[0].stimulus.text"), StringComparison.Ordinal);
        Assert.True((await _api.Client(null).SendAsync(HttpMethod.Get, rating.Get("tasks[0].stimulusUrl"))).IsSuccess);
        Assert.Equal(("11", "6"), (rating.Get("tasks[0].written.wordCount"), rating.Get("tasks[0].written.wordsOfOwn")));
        var (start, length) = (int.Parse(rating.Get("tasks[0].written.copiedSentences[0].start"), null), int.Parse(rating.Get("tasks[0].written.copiedSentences[0].length"), null));
        Assert.Equal("Wij gaan zaterdag naar zee.", Text.Substring(start, length));

        Assert.Equal("complaint", rating.Get("tasks[1].asked.parts[1].identifier"));
        Assert.Null(rating.Node("tasks[1].written"));
        Assert.Equal(("2", "0"), (rating.Get("tasks[1].writtenParts.name.wordsOfOwn"), rating.Get("tasks[1].writtenParts.complaint.wordsOfOwn")));

        Assert.Equal(("q1", "a", "false", "0", "1"), (
            rating.Get("keyedItems[0].identifier"), rating.Get("keyedItems[0].response.choice"), rating.Get("keyedItems[0].isRight"),
            rating.Get("keyedItems[0].keyPoints"), rating.Get("keyedItems[0].maxPoints")));
        Assert.Equal("stoel", rating.Get("keyedItems[0].asked.choices[0].text"));
    }

    [Fact]
    public async Task What_keys_made_of_answers_is_not_shown_before_the_board_establishes_it()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var test = await school.PublishedTestAsync(Content(RatedSittings.Task("t1"), Question("q1")), new { release = "established" });
        var (sitting, _, _) = await school.FinishedAsync(test);

        var rating = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating");

        Assert.Equal((1, 0), (rating.Json["tasks"]!.AsArray().Count, rating.Json["keyedItems"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_rater_seeks_in_a_recording()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("speaking");
        var recording = (await sitting.RecordAsync((await sitting.ItemsAsync())[0])).Get("id");
        var path = $"/v1/sittings/{sitting.Id}/recordings/{recording}/file";
        var whole = await school.Admin.GetAsync(path);

        var part = await school.Admin.SendAsync(HttpMethod.Get, path, null, ("Range", "bytes=5-8"));

        Assert.Equal((HttpStatusCode.PartialContent, "audio/ogg"), (part.Status, part.ContentType));
        Assert.Equal(whole.Bytes[5..9], part.Bytes);
        (await school.Admin.SendAsync(HttpMethod.Get, path, null, ("Range", "bytes=100000-"))).Expect(HttpStatusCode.RequestedRangeNotSatisfiable);
    }
}
