namespace Cesuur.Domain.Rating;

/// <summary>Why a rating of a task is refused.</summary>
public static class RatingErrors
{
    public static readonly DomainError PreconditionMissing =
        new("precondition_missing", ErrorKind.Invalid, "Whether the task can be rated comes first");

    public static readonly DomainError PreconditionNotExpected =
        new("precondition_not_expected", ErrorKind.Invalid, "The rubric of this task has no precondition");

    public static readonly DomainError Precondition =
        new("rubric_precondition", ErrorKind.Invalid, "Only a ratable task is rated further");

    public static readonly DomainError CapNotApplicable =
        new("rubric_cap_not_applicable", ErrorKind.Invalid, "The rubric of this task has no cap with this flag");

    public static readonly DomainError UnknownCriterion =
        new("criterion_unknown", ErrorKind.Invalid, "The rubric of this task has no such criterion");

    public static readonly DomainError ScoreOutOfRange =
        new("score_out_of_range", ErrorKind.Invalid, "The score is outside the scale of its criterion");

    public static readonly DomainError Gate =
        new("rubric_gate", ErrorKind.Invalid, "A gate of the rubric makes this criterion 0");

    public static readonly DomainError Cap =
        new("rubric_cap", ErrorKind.Invalid, "A cap of the rubric limits this criterion");

    public static readonly DomainError ScoreMissing =
        new("score_missing", ErrorKind.Invalid, "Every criterion of the rubric has a score");

    public static readonly DomainError NotRatable =
        new("task_not_ratable", ErrorKind.Conflict, "This item is scored by its key, not by a rater");

    public static readonly DomainError RatingFinalised =
        new("rating_finalised", ErrorKind.Conflict, "The rating is finalised; reopen it to change it");

    public static readonly DomainError TasksUnrated =
        new("tasks_unrated", ErrorKind.Conflict, "A rating is finalised once every task has been rated");

    public static readonly DomainError TaskHeld =
        new("task_held", ErrorKind.Conflict, "A task with a technical problem waits for the exam board");

    public static readonly DomainError RatersNotEnough =
        new("raters_not_enough", ErrorKind.Conflict, "A sitting has too few raters who may rate it");

    public static readonly DomainError PointsOfRubric =
        new("points_of_rubric", ErrorKind.Invalid, "The points of a task with a rubric follow from its scores");

    public static readonly DomainError RatedInRounds =
        new("rated_in_rounds", ErrorKind.Conflict, "Independent raters rate this version in rounds");

    public static readonly DomainError NotReopened =
        new("ratings_not_reopened", ErrorKind.Conflict, "None is reopened, since one of them cannot be");

    public static readonly DomainError SecondLookOwn =
        new("second_look_own", ErrorKind.Conflict, "A second look is a colleague's");

    public static readonly DomainError SecondLookOfAnother =
        new("second_look_of_another", ErrorKind.Forbidden, "The second look was asked of somebody else");

    public static readonly DomainError SecondLookAsked =
        new("second_look_asked", ErrorKind.Conflict, "This second look has been asked for already");

    public static readonly DomainError SecondLookCompleted =
        new("second_look_completed", ErrorKind.Conflict, "The second look is completed");
}
