namespace Cesuur.Domain.People;

public static class PeopleErrors
{
    public static readonly DomainError NumberTaken =
        new("candidate_number_taken", ErrorKind.Conflict, "Another candidate of the organisation has this number");

    public static readonly DomainError OtherDepartment =
        new("other_department", ErrorKind.Conflict, "A department's group holds candidates and teachers of that department only");

    public static readonly DomainError CandidateErased =
        new("candidate_erased", ErrorKind.Conflict, "The candidate was erased; nothing of them can be changed");

    public static readonly DomainError CandidateAtTest =
        new("candidate_at_test", ErrorKind.Conflict, "The candidate is taking a test; wait until it is submitted");

    public static readonly DomainError SameCandidate =
        new("same_candidate", ErrorKind.Invalid, "A candidate is no duplicate of themselves");

    public static readonly DomainError DepartmentsDiffer =
        new("departments_differ", ErrorKind.Conflict, "The two candidates are of different departments; move one of them first");

    public static readonly DomainError CandidateInUse =
        new("candidate_in_use", ErrorKind.Conflict, "The candidate has invitations or sittings and cannot be deleted");
}
