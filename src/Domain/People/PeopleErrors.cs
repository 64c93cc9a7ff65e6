namespace Cesuur.Domain.People;

public static class PeopleErrors
{
    public static readonly DomainError NumberTaken =
        new("candidate_number_taken", ErrorKind.Conflict, "Another candidate of the organisation has this number");

    public static readonly DomainError OtherDepartment =
        new("other_department", ErrorKind.Conflict, "A department's group holds candidates and teachers of that department only");

    public static readonly DomainError CandidateInUse =
        new("candidate_in_use", ErrorKind.Conflict, "The candidate has invitations or sittings and cannot be deleted");
}
