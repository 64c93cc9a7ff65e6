namespace Cesuur.Api.People;

/// <summary>What an import did; of a dry run, what it would have done.</summary>
public sealed record ImportResult : IImportResult
{
    /// <summary>True: nothing was changed.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Rows of the file, or of all files of an archive, headers not counted.</summary>
    public required int Rows { get; init; }

    /// <summary>Candidates made.</summary>
    public required int Created { get; init; }

    /// <summary>Candidates of whom something changed.</summary>
    public required int Changed { get; init; }

    /// <summary>Candidates who were already as the file has them.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Rows left out, each with its errors; with <c>onError=abort</c> there are none.</summary>
    public required int Skipped { get; init; }

    /// <summary>Rows of an archive that are not taken over: users and enrolments that are neither student nor teacher.</summary>
    public int Ignored { get; init; }

    public int GroupsCreated { get; init; }

    /// <summary>Groups that got another name.</summary>
    public int GroupsChanged { get; init; }

    /// <summary>Groups of classes that the archive says are to be deleted.</summary>
    public int GroupsDeleted { get; init; }

    /// <summary>Candidates and teachers put in a group.</summary>
    public int MembersAdded { get; init; }

    /// <summary>Candidates and teachers taken out of a group.</summary>
    public int MembersRemoved { get; init; }

    /// <summary>Users made for teachers.</summary>
    public int TeachersCreated { get; init; }

    /// <summary>Users who were there already and are now known by the archive's id.</summary>
    public int TeachersLinked { get; init; }
}
