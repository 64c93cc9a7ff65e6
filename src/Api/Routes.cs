using Cesuur.Api.AccountRequests;
using Cesuur.Api.Catalogue;
using Cesuur.Api.Credits;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Api.Jobs;
using Cesuur.Api.Licensing;
using Cesuur.Api.Orders;
using Cesuur.Api.Organisations;
using Cesuur.Api.Partners;
using Cesuur.Api.Payments;
using Cesuur.Api.People;
using Cesuur.Api.Platform;
using Cesuur.Api.Rating;
using Cesuur.Api.Reports;
using Cesuur.Api.Results;
using Cesuur.Api.Sessions;
using Cesuur.Api.Webhooks;

namespace Cesuur.Api;

/// <summary>The API's table of contents.</summary>
internal static class Routes
{
    public static void MapRoutes(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1");

        v1.MapGroup("").WithTags("Platform")
            .Add<ListOrganisations>()
            .Add<CreateOrganisation>()
            .Add<GetOrganisationForOperator>()
            .Add<ImportInvitationsForOperator>()
            .Add<GetInvitationImportForOperator>()
            .Add<ChangeOrganisationForOperator>()
            .Add<SuspendOrganisation>()
            .Add<LiftSuspension>()
            .Add<AddLicence>()
            .Add<ChangeLicenceKind>()
            .Add<ListEntitlements>()
            .Add<AddEntitlement>()
            .Add<RevokeEntitlement>()
            .Add<ListCreditTokens>()
            .Add<MintCreditTokens>()
            .Add<RevokeCreditToken>()
            .Add<ListPriceLists>()
            .Add<SetPriceList>()
            .Add<ListOrdersForOperator>()
            .Add<GetOrderForOperator>()
            .Add<MarkOrderPaid>()
            .Add<CancelOrder>()
            .Add<RecordRefund>()
            .Add<TakeBackCredits>()
            .Add<ReissueToken>()
            .Add<RetryFulfilment>()
            .Add<DismissOrder>()
            .Add<ListMails>()
            .Add<ListPartners>()
            .Add<CreatePartner>()
            .Add<ListPartnerKeys>()
            .Add<CreatePartnerKey>()
            .Add<RevokePartnerKey>()
            .Add<ListAccountRequests>()
            .Add<GetAccountRequest>()
            .Add<GetAccountRequestFile>()
            .Add<ApproveAccountRequest>()
            .Add<RejectAccountRequest>();

        v1.MapGroup("").WithTags("Accounts")
            .Add<SubmitAccountRequest>();

        v1.MapGroup("").WithTags("Sign-in")
            .Add<ActivateUser>()
            .Add<SignIn>()
            .Add<RefreshSession>()
            .Add<SignOut>()
            .Add<RequestPasswordReset>()
            .Add<ResetPassword>()
            .Add<GetMe>()
            .Add<ChangeMe>()
            .Add<ChangePassword>()
            .Add<ListSessions>()
            .Add<EndSession>()
            .Add<EndSessions>()
            .Add<BeginTwoFactor>()
            .Add<ConfirmTwoFactor>()
            .Add<RemoveTwoFactor>()
            .Add<RenewRecoveryCodes>();

        v1.MapGroup("").WithTags("Organisation")
            .Add<GetOrganisation>()
            .Add<ChangeOrganisation>()
            .Add<GetLicence>()
            .Add<ListLicences>()
            .Add<ListDepartments>()
            .Add<CreateDepartment>()
            .Add<GetDepartment>()
            .Add<ChangeDepartment>()
            .Add<DeleteDepartment>()
            .Add<ListAuditLog>()
            .Add<ListApiKeys>()
            .Add<CreateApiKey>()
            .Add<RevokeApiKey>()
            .Add<AdvanceClock>();

        v1.MapGroup("").WithTags("Partners")
            .Add<ListPartnerGrants>()
            .Add<GrantAccess>()
            .Add<WithdrawGrant>()
            .Add<ListReceivedGrants>();

        v1.MapGroup("").WithTags("People")
            .Add<ListUsers>()
            .Add<CreateUser>()
            .Add<GetUser>()
            .Add<ChangeUser>()
            .Add<DeleteUser>()
            .Add<HandOverGroups>()
            .Add<SendActivation>()
            .Add<ListCandidates>()
            .Add<CreateCandidate>()
            .Add<ImportCandidates>()
            .Add<GetCandidate>()
            .Add<ChangeCandidate>()
            .Add<DeleteCandidate>()
            .Add<MoveCandidates>()
            .Add<MergeCandidates>()
            .Add<ExportCandidate>()
            .Add<EraseCandidate>()
            .Add<ListGroups>()
            .Add<CreateGroup>()
            .Add<GetGroup>()
            .Add<ChangeGroup>()
            .Add<DeleteGroup>()
            .Add<AddCandidateToGroup>()
            .Add<RemoveCandidateFromGroup>()
            .Add<AddTeacherToGroup>()
            .Add<RemoveTeacherFromGroup>();

        v1.MapGroup("").WithTags("Orders")
            .Add<GetPriceList>()
            .Add<OrderCredits>()
            .Add<GetCreditOrder>()
            .Add<RenewLicence>()
            .Add<ListOrders>()
            .Add<GetOrder>()
            .Add<OrderLicence>()
            .Add<GetLicenceOrder>()
            .Add<ReceiveStripeEvent>();

        v1.MapGroup("").WithTags("Credits")
            .Add<GetCredits>()
            .Add<ListCreditTransactions>()
            .Add<AllocateCredits>()
            .Add<GetDepartmentPrices>()
            .Add<SetDepartmentPrices>()
            .Add<GetStatement>()
            .Add<RedeemCredits>();

        v1.MapGroup("").WithTags("Payments")
            .Add<PlaySandboxPayment>()
            .Add<ShowSimulatedPayment>()
            .Add<PlaySimulatedPayment>();

        v1.MapGroup("").WithTags("Tests")
            .Add<ListTests>()
            .Add<GetTest>()
            .Add<CreateTest>()
            .Add<ChangeTest>()
            .Add<DeleteTest>()
            .Add<ListTestVersions>()
            .Add<CreateTestVersion>()
            .Add<GetTestVersion>()
            .Add<ChangeTestVersion>()
            .Add<DeleteTestVersion>()
            .Add<GetVersionContent>()
            .Add<WriteVersionContent>()
            .Add<SetCutScore>()
            .Add<SetConversionTable>()
            .Add<CheckPublication>()
            .Add<PublishVersion>()
            .Add<RetireVersion>()
            .Add<PreviewVersion>()
            .Add<ListCorrections>()
            .Add<ProposeCorrection>()
            .Add<PreviewCorrection>()
            .Add<GetCorrection>()
            .Add<ApplyCorrection>()
            .Add<RejectCorrection>()
            .Add<GetVersionScoring>()
            .Add<ListRubricTemplates>()
            .Add<ImportTests>()
            .Add<ExportVersion>()
            .Add<ListManuals>()
            .Add<AddManual>()
            .Add<GetManual>()
            .Add<DeleteManual>();

        v1.MapGroup("").WithTags("Media")
            .Add<ListMedia>()
            .Add<UploadMedia>()
            .Add<GetMedia>()
            .Add<ChangeMedia>()
            .Add<DeleteMedia>()
            .Add<FetchMedia>()
            .Add<GetUploadProtocol>()
            .Add<BeginMediaUpload>()
            .Add<GetMediaUpload>()
            .Add<GetUploadOffset>()
            .Add<ContinueMediaUpload>()
            .Add<EndMediaUpload>();

        v1.MapGroup("").WithTags("Invitations")
            .Add<PreviewInvitations>()
            .Add<ListInvitations>()
            .Add<CreateInvitations>()
            .Add<GetInvitationCodes>()
            .Add<GetInvitationTemplate>()
            .Add<ImportInvitations>()
            .Add<GetInvitation>()
            .Add<ChangeInvitation>()
            .Add<DeactivateInvitations>();

        v1.MapGroup("").WithTags("Sessions")
            .Add<ListExamMoments>()
            .Add<CreateExamMoment>()
            .Add<GetExamMoment>()
            .Add<ChangeExamMoment>()
            .Add<EstablishExamMoment>()
            .Add<ListExamSessions>()
            .Add<CreateExamSession>()
            .Add<GetExamSession>()
            .Add<ChangeExamSession>()
            .Add<DeleteExamSession>()
            .Add<ListRegistrations>()
            .Add<RegisterCandidates>()
            .Add<CancelRegistration>()
            .Add<RecordAttendance>()
            .Add<GetAttendanceList>()
            .Add<ActOnExamSession>()
            .Add<MonitorExamSession>();

        v1.MapGroup("").WithTags("Delivery")
            .Add<CheckIn>()
            .Add<StartSitting>()
            .Add<GetDeliveryState>()
            .Add<StreamDeliveryEvents>()
            .Add<SaveResponse>()
            .Add<SaveResponses>()
            .Add<AdvanceSitting>()
            .Add<GrantPlay>()
            .Add<FetchPlay>()
            .Add<UploadRecording>()
            .Add<BeginRecording>()
            .Add<ContinueRecording>()
            .Add<GetRecordingOffset>()
            .Add<GetRecording>()
            .Add<CheckSound>()
            .Add<TakeBreak>()
            .Add<EndBreak>()
            .Add<FinishSitting>();

        v1.MapGroup("").WithTags("Sittings")
            .Add<ListSittings>()
            .Add<GetSitting>()
            .Add<ListSittingEvents>()
            .Add<ListRecordings>()
            .Add<GrantReplay>()
            .Add<MoveToPaper>()
            .Add<KeyInPaperResponses>()
            .Add<GiveExtraTime>()
            .Add<PauseSitting>()
            .Add<ResumeSitting>()
            .Add<SendMessage>()
            .Add<TerminateSitting>()
            .Add<ReopenSitting>()
            .Add<ReleaseDevice>()
            .Add<CheckIdentity>();

        v1.MapGroup("").WithTags("Rating")
            .Add<GetRating>()
            .Add<RateTask>()
            .Add<FinaliseRating>()
            .Add<ReopenRating>()
            .Add<GetRecordingFile>()
            .Add<ListRatings>()
            .Add<ListRatingVersions>()
            .Add<ReopenRatings>()
            .Add<AskSecondLook>()
            .Add<CompleteSecondLook>();

        v1.MapGroup("").WithTags("Rounds")
            .Add<ListRaterAuthorisations>()
            .Add<AuthoriseRater>()
            .Add<WithdrawAuthorisation>()
            .Add<ListRatingRounds>()
            .Add<CreateRatingRound>()
            .Add<GetRatingRound>()
            .Add<TakeInSittings>()
            .Add<AddRoundRater>()
            .Add<RemoveRoundRater>()
            .Add<AddBenchmark>()
            .Add<GetRaterAgreement>()
            .Add<CloseRatingRound>()
            .Add<GetOwnRatingWork>()
            .Add<ClaimNextTask>()
            .Add<RateBlindTask>()
            .Add<GetBlindRecordingFile>()
            .Add<ListBoardCases>()
            .Add<DecideBoardCase>();

        v1.MapGroup("").WithTags("Results")
            .Add<ListResults>()
            .Add<GetResult>()
            .Add<GetResultExplanation>()
            .Add<EstablishResults>()
            .Add<AnalyseVersion>()
            .Add<ListReports>()
            .Add<CreateReport>()
            .Add<GetReport>()
            .Add<GetReportFile>();

        v1.MapGroup("").WithTags("Webhooks")
            .Add<ListWebhookEndpoints>()
            .Add<CreateWebhookEndpoint>()
            .Add<GetWebhookEndpoint>()
            .Add<ChangeWebhookEndpoint>()
            .Add<DeleteWebhookEndpoint>()
            .Add<TestWebhookEndpoint>()
            .Add<ListEvents>()
            .Add<ListWebhookDeliveries>()
            .Add<RetryWebhookDelivery>();

        v1.MapGroup("").WithTags("Jobs")
            .Add<GetJob>()
            .Add<GetJobErrors>();
    }
}
