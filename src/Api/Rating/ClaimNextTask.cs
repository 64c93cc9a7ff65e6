using System.Diagnostics.CodeAnalysis;
using Cesuur.Api.Catalogue;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>Something that was recorded at a task, without what would tell whose it is.</summary>
public sealed record BlindRecordingResponse
{
    /// <summary>1 for the first; its file is found by it.</summary>
    public required int Number { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Its sender never said that it was complete: what had arrived counts.</summary>
    public required bool BrokenOff { get; init; }

    /// <summary>What a machine heard in it; absent of what is no sound.</summary>
    public SoundMeasurement? Measurement { get; init; }

    /// <summary>Whether it is the answer, or that of a part. Where none was saved as it, the last one is.</summary>
    public required bool IsAnswer { get; init; }

    /// <summary>Which part of a composite task it answers, by the part's identifier.</summary>
    public string? Part { get; init; }

    internal static BlindRecordingResponse From(Recording recording, int number, Answer? answer)
    {
        var part = answer?.Parts?.FirstOrDefault(part => part.Value.RecordingId == recording.Id).Key;
        return new BlindRecordingResponse
        {
            Number = number,
            ContentType = recording.ContentType,
            Size = recording.Size,
            BrokenOff = recording.BrokenOff,
            Measurement = recording.Measurement,
            IsAnswer = part is not null || answer?.RecordingId == recording.Id,
            Part = part,
        };
    }
}

/// <summary>A task with a response and the rubric by which it is rated. Nothing in it tells whose it is, or what others gave.</summary>
public sealed record BlindTaskResponse : RatedResponse
{
    public BlindTaskResponse()
    {
    }

    [SetsRequiredMembers]
    private BlindTaskResponse(RatedResponse response, IEnumerable<Recording> recordings, RatingTask task)
        : base(response)
    {
        (Id, ClaimedUntil, Response) = (task.Id, task.ClaimedUntil!.Value, Blind(response.Response));
        Recordings = [.. recordings.Select((recording, index) => BlindRecordingResponse.From(recording, index + 1, response.Response))];
    }

    public required Id<RatingTask> Id { get; init; }

    /// <summary>Until when nobody else takes it over; a rating that comes later is still taken if nobody did.</summary>
    public required DateTimeOffset ClaimedUntil { get; init; }

    /// <summary>All that was recorded at the task, the first first.</summary>
    public required IReadOnlyList<BlindRecordingResponse> Recordings { get; init; }

    internal static async Task<BlindTaskResponse> ReadAsync(AppDb db, RatingTask task, VersionScoring scoring, MediaAddresses addresses, CancellationToken cancel)
    {
        var content = scoring.Content;
        var item = content.Find(task.ItemId)!;
        var answers = await db.AnswersOfAsync(task.SittingId, content, cancel);
        var recordings = await db.RecordingsOf(task).ToListAsync(cancel);
        var seed = await db.Sittings.BeyondReach().Where(sitting => sitting.Id == task.SittingId).Select(sitting => sitting.ShuffleSeed).SingleAsync(cancel);
        var view = new CandidateView(seed, media => addresses.For(db.TenantId, media, MediaAddresses.Lifetime));
        var section = content.Sections.First(section => section.Items.Contains(item));
        return new BlindTaskResponse(RatedResponse.From(scoring, section, item, answers.GetValueOrDefault(item.Id), view), recordings, task);
    }

    // A recording's id is found with its candidate's name elsewhere.
    private static Answer? Blind(Answer? answer) => answer switch
    {
        null or { RecordingId: not null } => null,
        { Parts: { } parts } => answer with { Parts = parts.Where(part => part.Value.RecordingId is null).ToDictionary() },
        _ => answer,
    };
}

/// <summary>
/// The task that the rater has claimed, or else the next one in their own random order, or else one of another rater's
/// that nobody works on. 204 when there is nothing for them to rate.
/// </summary>
internal sealed class ClaimNextTask : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/rating-tasks/next", Handle)
        .Requires(Permission.TasksRate)
        .Fails(RatingErrors.NotARater, RatingErrors.NotAuthorised, LicensingErrors.LicenceExpired);

    private static async Task<Results<Ok<BlindTaskResponse>, NoContent>> Handle(
        AppDb db, PublishedVersions versions, VersionScorings scorings, RoundAssignment assignment, MediaAddresses addresses, Caller caller, Audit audit, Clock clock,
        CancellationToken cancel)
    {
        var rater = caller.User ?? throw new DomainException(RatingErrors.NotARater);
        await db.RequireRatingAsync(clock.Now, cancel);
        var rounds = await (
            from part in db.RoundRaters
            join round in db.RatingRounds on part.RoundId equals round.Id
            where part.UserId == rater && part.LeftAt == null && round.State == RatingRoundState.Open
            let claimed = db.RatingTasks.Any(task =>
                task.RoundId == round.Id && task.RaterId == rater && task.State == RatingTaskState.Open && task.ClaimedUntil != null)
            orderby claimed descending, round.CreatedAt, round.Id
            select new { round.Id, round.TestId, round.VersionId }).ToListAsync(cancel);
        var barred = false;
        foreach (var round in rounds)
        {
            if (await assignment.AuthorisedAsync(round.TestId, [rater], cancel) is { Count: 0 })
            {
                barred = true;
                continue;
            }

            if (await ClaimAsync(round.Id, rater, db, audit, clock, cancel) is { } claimed)
            {
                var version = await versions.GetAsync(db.TenantId, round.VersionId, cancel);
                var scoring = await scorings.LoadAsync(version.Version, upTo: null, cancel); // with the rubric that it will be rated by
                return TypedResults.Ok(await BlindTaskResponse.ReadAsync(db, claimed, scoring, addresses, cancel));
            }
        }

        return barred ? throw new DomainException(RatingErrors.NotAuthorised) : TypedResults.NoContent();
    }

    private static Task<RatingTask?> ClaimAsync(Id<RatingRound> id, Id<User> rater, AppDb db, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var round = await db.ShareRatingRoundAsync(id, cancel);
                if (round.State != RatingRoundState.Open || !await db.HoldOwnPlaceAsync(id, rater, cancel))
                {
                    return null; // since the list was read
                }

                var task = await db.OwnTaskAsync(id, rater, cancel) ?? await TakeOverAsync(id, rater, db, clock, cancel);
                if (task is not null)
                {
                    task.Claim(round.ClaimEnds(clock.Now));
                    audit.Log("rating_task.claimed", task.Id);
                    await db.SaveChangesAsync(cancel);
                }

                return task;
            },
            cancel);

    private static async Task<RatingTask?> TakeOverAsync(Id<RatingRound> round, Id<User> rater, AppDb db, Clock clock, CancellationToken cancel)
    {
        if (await db.LeftTaskAsync(round, rater, clock.Now, cancel) is not { } left)
        {
            return null;
        }

        var taken = left.HandOver(rater, left.Position);
        await db.SaveChangesAsync(cancel); // before the other, for whom it makes room
        return taken == left ? left : db.RatingTasks.Add(taken).Entity;
    }
}
