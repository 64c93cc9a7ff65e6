namespace Cesuur.Domain.Sessions;

public static class ExamSessionErrors
{
    public static readonly DomainError Times =
        new("exam_session_times", ErrorKind.Invalid, "The times do not agree with each other");

    public static readonly DomainError OutsideMoment =
        new("outside_exam_moment", ErrorKind.Invalid, "The session is not within the days of its exam moment");

    public static readonly DomainError MomentInUse =
        new("exam_moment_in_use", ErrorKind.Conflict, "There are sessions on days that the exam moment would lose");

    public static readonly DomainError InUse =
        new("exam_session_in_use", ErrorKind.Conflict, "Candidates are registered for the session");

    public static readonly DomainError Settled =
        new("exam_session_settled", ErrorKind.Conflict, "The session is over and its absences are settled");

    public static readonly DomainError Full =
        new("exam_session_full", ErrorKind.Conflict, "The session has no place for so many");

    public static readonly DomainError RegistrationClosed =
        new("registration_closed", ErrorKind.Conflict, "The registration term of the session is over");

    public static readonly DomainError TestNotInSession =
        new("test_not_in_session", ErrorKind.Invalid, "The session is for other tests");

    public static readonly DomainError SeatTaken =
        new("seat_taken", ErrorKind.Conflict, "Somebody else has this seat");

    public static readonly DomainError AlreadyRegistered =
        new("already_registered", ErrorKind.Conflict, "A candidate is in a session once, for one test");

    public static readonly DomainError IdentityNotChecked =
        new("identity_not_checked", ErrorKind.Conflict, "The test starts after an invigilator has checked the candidate's identity");

    public static readonly DomainError MarkedAbsent =
        new("marked_absent", ErrorKind.Conflict, "The candidate was marked absent");

    public static readonly DomainError FeeNotPaid =
        new("fee_not_paid", ErrorKind.Conflict, "The exam fee was not paid by the payment term; the candidate uses a later session");

    public static readonly DomainError NotCheckedIn =
        new("not_checked_in", ErrorKind.Conflict, "The candidate has not typed the code yet: there is no sitting");
}
