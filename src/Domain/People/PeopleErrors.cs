namespace Cesuur.Domain.People;

public static class PeopleErrors
{
    public static readonly DomainError NumberTaken =
        new("candidate_number_taken", ErrorKind.Conflict, "Another candidate of the organisation has this number");

    public static readonly DomainError CandidateInUse =
        new("candidate_in_use", ErrorKind.Conflict, "The candidate has invitations or sittings and cannot be deleted");
}
