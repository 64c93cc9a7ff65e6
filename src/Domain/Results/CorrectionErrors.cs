namespace Cesuur.Domain.Results;

/// <summary>Why a correction is not proposed, or not decided on.</summary>
public static class CorrectionErrors
{
    public static readonly DomainError NotPublished =
        new("correction_of_draft", ErrorKind.Conflict, "A draft is changed, not corrected");

    public static readonly DomainError NotApplicable =
        new("correction_not_applicable", ErrorKind.Invalid, "The version cannot be corrected like this");

    public static readonly DomainError AlreadyDecided =
        new("correction_decided", ErrorKind.Conflict, "The correction has been decided on");

    public static readonly DomainError SecondPerson =
        new("second_person_needed", ErrorKind.Conflict, "Whoever proposed a correction does not decide on it");

    public static readonly DomainError NotInForce =
        new("correction_not_in_force", ErrorKind.Conflict, "Only a correction that is in force is undone");

    public static readonly DomainError NotForeseen =
        new("correction_not_foreseen", ErrorKind.Conflict, "What the correction does is not known yet");

    /// <summary>Codes of single changes, in <c>errors</c>.</summary>
    public const string MemberMissing = "change_incomplete";

    public const string MemberNotExpected = "change_member_not_expected";

    public const string ItemUnknown = "change_item_unknown";

    public const string NotOfThisItem = "change_not_of_this_item";

    public const string PointsOutOfRange = "change_points_out_of_range";

    public const string MaximumChanged = "change_of_maximum";

    public const string LeavesUnsound = "change_unsound";
}
