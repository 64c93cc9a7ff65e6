namespace Cesuur.Domain.Invitations;

public static class InvitationErrors
{
    public static readonly DomainError AlreadyUsed =
        new("invitation_already_used", ErrorKind.Conflict, "A sitting has begun on this invitation");

    public static readonly DomainError AlreadyDeactivated =
        new("invitation_already_deactivated", ErrorKind.Conflict, "The invitation was deactivated before");

    public static readonly DomainError Ended =
        new("invitation_ended", ErrorKind.Conflict, "The invitation has expired, or its candidate was absent");

    public static readonly DomainError CodeUnknown =
        new("code_unknown", ErrorKind.NotFound, "There is no such access code, or it cannot be used now");

    public static readonly DomainError OutsideWindow =
        new("outside_window", ErrorKind.Conflict, "The access code cannot be used at this time");

    public static readonly DomainError NotEntitled =
        new("not_entitled", ErrorKind.Conflict, "The organisation may not invite to the test any more");

    public static readonly DomainError WindowUnusable =
        new("window_unusable", ErrorKind.Conflict, "The window is over, or opens after the licence ends");

    public static readonly DomainError WindowOfSession =
        new("window_of_session", ErrorKind.Conflict, "The window is that of the candidate's session");

    public static readonly DomainError AlreadyInvited =
        new("already_invited", ErrorKind.Conflict, "The candidate has an invitation to the test that was not used yet");

    public static readonly DomainError ResitLimit =
        new("resit_limit", ErrorKind.Conflict, "The candidate may not take the test again this year");

    public static readonly DomainError TooManyCodes =
        new("too_many_codes", ErrorKind.Invalid, "There are more codes than one document holds");

    public static readonly DomainError NothingToInvite =
        new("nothing_to_invite", ErrorKind.Invalid, "No candidate was named, directly or by a group");

    public static readonly DomainError TooManyInvitations =
        new("too_many_invitations", ErrorKind.Invalid, "At most 10,000 invitations are confirmed at once");
}
