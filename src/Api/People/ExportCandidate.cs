using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

/// <summary>An answer as it was last saved.</summary>
public sealed record ExportedResponse
{
    public required Id<Item> ItemId { get; init; }

    public required Answer Answer { get; init; }

    public required DateTimeOffset SavedAt { get; init; }
}

public sealed record ExportedRecording
{
    public required Id<Recording> Id { get; init; }

    public required Id<Item> ItemId { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Absent while parts of it are still to come.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>What a machine heard in it.</summary>
    public SoundMeasurement? Measurement { get; init; }

    /// <summary>The route of the file.</summary>
    public required string File { get; init; }
}

public sealed record ExportedSitting
{
    public required SittingResponse Sitting { get; init; }

    public required IReadOnlyList<ExportedResponse> Responses { get; init; }

    public required IReadOnlyList<ExportedRecording> Recordings { get; init; }

    public required IReadOnlyList<SittingEventResponse> Events { get; init; }
}

/// <summary>All that is known of a candidate.</summary>
public sealed record CandidateExportResponse
{
    public required CandidateResponse Candidate { get; init; }

    public required IReadOnlyList<GroupResponse> Groups { get; init; }

    public required IReadOnlyList<InvitationResponse> Invitations { get; init; }

    public required IReadOnlyList<ExportedSitting> Sittings { get; init; }

    public required IReadOnlyList<ResultDetailResponse> Results { get; init; }
}

/// <summary>All that is known of a candidate, as one document (GDPR art. 15 and 20). Recordings are named with the route of their file.</summary>
internal sealed class ExportCandidate : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/candidates/{candidateId}/data-export", Handle)
        .Requires(Permission.CandidatesManage)
        .Fails(HttpErrors.NotFound);

    private static async Task<CandidateExportResponse> Handle(Id<Candidate> candidateId, AppDb db, Audit audit, CancellationToken cancel)
    {
        var candidate = await db.Candidates.AsNoTracking().Where(candidate => candidate.Id == candidateId).RequireAsync(cancel);
        var export = new CandidateExportResponse
        {
            Candidate = CandidateResponse.From(candidate),
            Groups =
            [
                .. (await db.Groups.AsNoTracking()
                    .Where(group => db.GroupCandidates.Any(member => member.GroupId == group.Id && member.CandidateId == candidateId))
                    .OrderBy(group => group.SearchKey).ToListAsync(cancel)).Select(GroupResponse.From),
            ],
            Invitations =
            [
                .. (await db.Invitations.AsNoTracking().Where(invitation => invitation.CandidateId == candidateId)
                    .OrderBy(invitation => invitation.CreatedAt).ToListAsync(cancel)).Select(InvitationResponse.From),
            ],
            Sittings = await SittingsAsync(candidateId, db, cancel),
            Results = await ResultsAsync(candidateId, db, cancel),
        };
        audit.Log("candidate.exported", candidateId);
        await db.SaveChangesAsync(cancel);
        return export;
    }

    private static async Task<IReadOnlyList<ExportedSitting>> SittingsAsync(Id<Candidate> candidate, AppDb db, CancellationToken cancel)
    {
        var sittings = await db.Sittings.AsNoTracking().Where(sitting => sitting.CandidateId == candidate)
            .OrderBy(sitting => sitting.CheckedInAt).ToListAsync(cancel);
        var ids = sittings.Select(sitting => sitting.Id).ToList();
        var responses = (await db.Responses.AsNoTracking().Where(response => ids.Contains(response.SittingId)).ToListAsync(cancel)).ToLookup(response => response.SittingId);
        var recordings = (await db.Recordings.AsNoTracking().Where(recording => ids.Contains(recording.SittingId)).ToListAsync(cancel)).ToLookup(recording => recording.SittingId);
        var events = (await db.SittingEvents.AsNoTracking().Where(line => ids.Contains(line.SittingId)).OrderBy(line => line.Id).ToListAsync(cancel)).ToLookup(line => line.SittingId);
        return sittings.ConvertAll(sitting => new ExportedSitting
        {
            Sitting = SittingResponse.From(sitting),
            Responses = [.. responses[sitting.Id].Select(response => new ExportedResponse { ItemId = response.ItemId, Answer = response.Answer, SavedAt = response.SavedAt })],
            Recordings =
            [
                .. recordings[sitting.Id].Select(recording => new ExportedRecording
                {
                    Id = recording.Id,
                    ItemId = recording.ItemId,
                    ContentType = recording.ContentType,
                    Size = recording.Size,
                    ReceivedAt = recording.ReceivedAt,
                    Measurement = recording.Measurement,
                    File = $"/v1/sittings/{sitting.Id}/recordings/{recording.Id}/file",
                }),
            ],
            Events = [.. events[sitting.Id].Select(SittingEventResponse.From)],
        });
    }

    private static async Task<IReadOnlyList<ResultDetailResponse>> ResultsAsync(Id<Candidate> candidate, AppDb db, CancellationToken cancel)
    {
        var results = await db.Results.AsNoTracking().Where(result => result.CandidateId == candidate).OrderBy(result => result.GradedAt).ToListAsync(cancel);
        var ids = results.Select(result => result.Id).ToList();
        var versions = (await db.ResultVersions.AsNoTracking().Where(version => ids.Contains(version.ResultId))
            .OrderByDescending(version => version.Number).ToListAsync(cancel)).ToLookup(version => version.ResultId);
        return results.ConvertAll(result => ResultDetailResponse.From(result, [.. versions[result.Id]]));
    }
}
