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

    public static readonly DomainError AuthorisationDates =
        new("authorisation_dates", ErrorKind.Invalid, "An authorisation does not end before it begins");

    public static readonly DomainError AuthorisationWithdrawn =
        new("authorisation_withdrawn", ErrorKind.Conflict, "The authorisation has been withdrawn");

    public static readonly DomainError NotAuthorised =
        new("rater_not_authorised", ErrorKind.Forbidden, "The rater has no authorisation for this test that is valid today");

    public static readonly DomainError NotARater =
        new("not_a_rater", ErrorKind.Forbidden, "Tasks are given to a user who rates, and to nobody else");

    public static readonly DomainError RatedByOne =
        new("rated_by_one", ErrorKind.Conflict, "One rater rates the sittings of this version, outside rating rounds");

    public static readonly DomainError RoundClosed =
        new("round_closed", ErrorKind.Conflict, "The rating round is closed");

    public static readonly DomainError RoundUnfinished =
        new("round_unfinished", ErrorKind.Conflict, "A round is closed once every task is rated and the board has decided its cases");

    public static readonly DomainError SittingInRound =
        new("sitting_in_round", ErrorKind.Conflict, "Raters of a rating round have the work as it is");

    public static readonly DomainError ClaimLapsed =
        new("claim_lapsed", ErrorKind.Conflict, "The task is another rater's now, or nobody's");

    public static readonly DomainError RatingUsed =
        new("rating_used", ErrorKind.Conflict, "Others have gone on from this rating, and it is not changed any more");

    public static readonly DomainError RubricCorrected =
        new("rubric_corrected", ErrorKind.Conflict, "The rubric has been corrected since the task was read; read it again");

    public static readonly DomainError CaseDecided =
        new("case_decided", ErrorKind.Conflict, "The board has decided the case");

    public static readonly DomainError CaseWithdrawn =
        new("case_withdrawn", ErrorKind.Conflict, "The case has come to nothing, and is not decided");

    public static readonly DomainError SittingAnnulled =
        new("sitting_annulled", ErrorKind.Conflict, "The exam board has left the sitting without a result");

    public static readonly DomainError CaseOfResult =
        new("case_of_result", ErrorKind.Conflict, "A sitting that has a result is not voided: the board awards points, or has it rated");

    public static readonly DomainError CasePoints =
        new("case_points", ErrorKind.Invalid, "An award has points within the scale of its task, and no other decision has any");

    public static readonly DomainError BenchmarkWithoutPoints =
        new("benchmark_without_points", ErrorKind.Invalid, "A benchmark is a response that can be rated");

    public static readonly DomainError BenchmarkGiven =
        new("benchmark_given", ErrorKind.Conflict, "The response is a benchmark of the round already");
}
