namespace Cesuur.Domain.Results;

/// <summary>Why results are not established.</summary>
public static class EstablishmentErrors
{
    public static readonly DomainError NotAllRated =
        new("results_to_come", ErrorKind.Conflict, "Some sittings have no result yet");

    public static readonly DomainError BeingCorrected =
        new("results_being_corrected", ErrorKind.Conflict, "A correction has not reached all of these results yet");
}
