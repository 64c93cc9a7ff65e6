using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;

namespace Cesuur.Api.Invitations;

/// <summary>What a schedule did; of a dry run, what it would have done.</summary>
public sealed record ScheduleResult : IImportResult
{
    /// <summary>True: nothing was changed.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Rows of the file, the header not counted.</summary>
    public required int Rows { get; init; }

    /// <summary>Codes made, one credit each.</summary>
    public required int Invited { get; init; }

    /// <summary>What they have in common, by which <c>GET /invitations</c> and <c>GET /invitations/codes</c> have them; absent: none were made.</summary>
    public Id<Confirmation>? ConfirmationId { get; init; }

    /// <summary>Rows left out, each with its errors; with <c>onError=abort</c> there are none.</summary>
    public required int Skipped { get; init; }

    /// <summary>Candidates made.</summary>
    public required int CandidatesCreated { get; init; }

    /// <summary>Candidates of whom something changed.</summary>
    public required int CandidatesChanged { get; init; }

    public required int GroupsCreated { get; init; }

    /// <summary>Candidates put in a group.</summary>
    public required int MembersAdded { get; init; }
}
