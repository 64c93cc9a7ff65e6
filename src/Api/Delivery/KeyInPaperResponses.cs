using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Api.Rating;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

public sealed record PaperResponse
{
    public required Id<Item> ItemId { get; init; }

    public required Answer Answer { get; init; }
}

public sealed record PaperResponsesRequest
{
    /// <summary>All that was answered; an item that is left out was left open.</summary>
    [MaxLength(1000)]
    public required IReadOnlyList<PaperResponse> Responses { get; init; }

    /// <summary>When the candidate handed it in, which is not in the future; absent: now, or as it was said before.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }
}

/// <summary>
/// Keys in all that was answered on paper, at a sitting that was said to be on paper; it is then submitted and scored as
/// any other. Done again it corrects: what a machine scores gets a new version of its result, what a person rates a new rating.
/// </summary>
internal sealed class KeyInPaperResponses : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/sittings/{sittingId}/paper-responses", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(HttpErrors.NotFound, DeliveryErrors.NotOnPaper, RatingErrors.SittingInRound, RatingErrors.SittingAnnulled, PeopleErrors.CandidateErased, HttpErrors.Invalid);

    private static async Task<SittingResponse> Handle(
        Id<Sitting> sittingId, PaperResponsesRequest request, AppDb db, PublishedVersions versions, Submission submission, SingleRaterCases cases, Caller caller, Audit audit,
        CancellationToken cancel)
    {
        var version = await versions.OfAsync(db, sittingId, cancel);
        Check(request, version.Version.Content);
        return await db.InTransactionAsync(
            async () =>
            {
                var held = await db.HoldSittingAsync(sittingId, cancel);
                var (sitting, now) = held;
                if (request.SubmittedAt > now)
                {
                    throw HttpErrors.Member("/submittedAt", "out_of_range", "It has not been handed in yet.");
                }

                if ((await db.ClosedWorkAsync([sittingId], cancel)).TryGetValue(sittingId, out var closed))
                {
                    throw new DomainException(closed);
                }

                var isFirst = sitting.SubmittedAt is null;
                sitting.SubmitPaper(request.SubmittedAt ?? sitting.SubmittedAt ?? now);
                await cases.WithdrawAsync( // it was of other answers
                    await db.Ratings.Where(rating => rating.SittingId == sittingId && rating.State == RatingState.Open).ToListAsync(cancel), cancel);
                await WriteAsync(sittingId, request.Responses, db, cancel);
                db.SittingEvents.Add(SittingEvent.Log(sittingId, SittingEventType.PaperResponsesSaved, caller.Actor, now));
                audit.Log("sitting.paper_responses_saved", sittingId);
                await submission.ScoreAsync([(held, version)], cancel);
                if (isFirst)
                {
                    db.Raise(EventTypes.SittingSubmitted, SittingResponse.From(sitting), now);
                }

                await db.SaveChangesAsync(cancel);
                return SittingResponse.From(sitting);
            },
            cancel);
    }

    private static void Check(PaperResponsesRequest request, TestContent content)
    {
        var seen = new HashSet<Id<Item>>();
        foreach (var (i, response) in request.Responses.Index())
        {
            var item = content.Find(response.ItemId) ?? throw HttpErrors.References([$"/responses/{i}/itemId"]);
            if (!seen.Add(response.ItemId))
            {
                throw HttpErrors.Member($"/responses/{i}/itemId", "duplicate", "The item is there twice.");
            }

            if (item.Check(response.Answer) is { } wrong)
            {
                throw HttpErrors.Member($"/responses/{i}/answer{wrong.Pointer}", wrong.Code, wrong.Detail);
            }

            if (response.Answer.Recordings().Select(recording => $"/responses/{i}/answer{recording.Pointer}").ToList() is { Count: > 0 } recordings)
            {
                throw HttpErrors.References(recordings); // paper has none
            }
        }
    }

    // The one way besides the writer of answers; the function takes them for sittings on paper alone.
    private static async Task WriteAsync(Id<Sitting> sitting, IReadOnlyList<PaperResponse> responses, AppDb db, CancellationToken cancel)
    {
        var items = responses.Select(response => response.ItemId.Value).ToArray();
        var answers = responses.Select(response => JsonSerializer.Serialize(response.Answer, Json.Options)).ToArray();
        var checksums = responses.Select(response => ResponseSaving.ChecksumOf(response.Answer)).ToArray();
        await db.Database.ExecuteSqlAsync($"SELECT key_in_responses({sitting.Value}, {items}, {answers}, {checksums})", cancel);
    }
}
