using System.Net.Http.Headers;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Testing;

/// <summary>What no route makes yet, written through the product's own unit of work.</summary>
public static class TestData
{
    /// <summary>Works as the organisation does.</summary>
    public static async Task<T> AsAsync<T>(this TestApi api, TestOrganisation organisation, Func<AppDb, Task<T>> work)
    {
        await using var scope = api.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(Id<Organisation>.Parse(organisation.Id, null));
        return await work(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    /// <summary>A test of the organisation's own with one question, of which b is right, that takes so long.</summary>
    public static Task<string> OwnTestAsync(this TestOrganisation organisation, TimeSpan? duration = null, bool canFinishEarly = true, string? field = null) => organisation.Api.AsAsync(organisation, async db =>
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var test = Test.Create(new TestDetails { Title = "Eigen toets", Skill = Skill.Reading, Level = Level.A2, Field = field }, now);
        var content = new TestContent
        {
            Sections =
            [
                new Section
                {
                    Identifier = "s1",
                    Title = "Deel 1",
                    Navigation = Navigation.Free,
                    Items =
                    [
                        new Item
                        {
                            Identifier = "q1",
                            Type = ItemType.SingleChoice,
                            Prompt = "Welk woord is een dag?",
                            Choices = [new Choice { Id = "a", Text = "stoel" }, new Choice { Id = "b", Text = "maandag" }],
                            Key = new ScoringKey { Correct = ["b"], Points = 1 },
                        },
                    ],
                },
            ],
        };
        var settings = new VersionSettings { DurationSeconds = (int)(duration ?? TimeSpan.FromHours(1)).TotalSeconds, CanFinishEarly = canFinishEarly };
        var version = TestVersion.Draft(test.Id, 1, content, settings, cutScore: 1, now);
        version.Publish(test, new Dictionary<Id<Media>, Media>(), [1], now);
        db.Tests.Add(test);
        db.TestVersions.Add(version);
        await db.SaveChangesAsync();
        return test.Id.ToString();
    });

    /// <summary>A job that no handler knows, queued far ahead so that none takes it.</summary>
    public static Task<string> EnqueueAsync(this TestApi api, TestOrganisation organisation) => api.AsAsync(organisation, async db =>
    {
        var job = db.Enqueue("none", new { }, DateTimeOffset.UnixEpoch.AddYears(1000));
        await db.SaveChangesAsync();
        return job.Id.ToString();
    });

    /// <summary>Uploads something that says it is audio, as the answer to a speaking task.</summary>
    public static Task<Answer> RecordAsync(this TestSitting sitting, string item)
    {
        var sound = new ByteArrayContent("OggS and then some sound"u8.ToArray());
        sound.Headers.ContentType = new MediaTypeHeaderValue("audio/ogg");
        return sitting.Candidate.PostAsync($"/v1/delivery/recordings?itemId={item}", sound);
    }
}
