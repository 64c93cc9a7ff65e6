using System.Text.Json;
using Cesuur.Domain.AccountRequests;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Domain.Sessions;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cesuur.Infrastructure.Database;

// What is particular to one entity; the rest is in ModelConventions. The relationships are there for the
// order of inserts; the constraints themselves are in the migrations.

internal static class ConfigurationExtensions
{
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property)
        where T : class? =>
        property.HasColumnType("jsonb").HasConversion(
            value => JsonSerializer.Serialize(value, Json.Options),
            text => JsonSerializer.Deserialize<T>(text, Json.Options)!,
            new ValueComparer<T>(
                (a, b) => ReferenceEquals(a, b) || JsonSerializer.Serialize(a, Json.Options) == JsonSerializer.Serialize(b, Json.Options),
                value => value == null ? 0 : value.GetHashCode(),
                value => value));

    public static PropertyBuilder<Role[]> AsRoles(this PropertyBuilder<Role[]> property) => property.HasConversion(
        roles => roles.Select(SnakeCaseEnum.Write).ToArray(),
        texts => texts.Select(SnakeCaseEnum.Read<Role>).ToArray(),
        new ValueComparer<Role[]>((a, b) => a!.SequenceEqual(b!), roles => roles.Length, roles => roles.ToArray()));
}

internal sealed class OrganisationConfiguration : IEntityTypeConfiguration<Organisation>
{
    public void Configure(EntityTypeBuilder<Organisation> builder)
    {
        builder.HasKey(organisation => organisation.Id);
        builder.Property<uint>("xmin").IsRowVersion();
    }
}

internal sealed class DepartmentConfiguration : IEntityTypeConfiguration<Department>
{
    public void Configure(EntityTypeBuilder<Department> builder) => builder.Property<uint>("xmin").IsRowVersion();
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(user => user.Roles).AsRoles();
    }
}

internal sealed class PartnerKeyConfiguration : IEntityTypeConfiguration<PartnerKey>
{
    public void Configure(EntityTypeBuilder<PartnerKey> builder) =>
        builder.HasOne<Partner>().WithMany().HasForeignKey(key => new { key.TenantId, key.PartnerId });
}

internal sealed class AccountRequestUserConfiguration : IEntityTypeConfiguration<AccountRequestUser>
{
    public void Configure(EntityTypeBuilder<AccountRequestUser> builder)
    {
        builder.HasKey(user => new { user.TenantId, user.RequestId, user.Number });
        builder.HasOne<AccountRequest>().WithMany().HasForeignKey(user => new { user.TenantId, user.RequestId });
        builder.Property(user => user.Roles).AsRoles();
    }
}

internal sealed class AccountRequestFileConfiguration : IEntityTypeConfiguration<AccountRequestFile>
{
    public void Configure(EntityTypeBuilder<AccountRequestFile> builder) =>
        builder.HasOne<AccountRequestUser>().WithMany().HasForeignKey(file => new { file.TenantId, file.RequestId, file.UserNumber });
}

internal sealed class ActivationConfiguration : IEntityTypeConfiguration<Activation>
{
    public void Configure(EntityTypeBuilder<Activation> builder)
    {
        builder.HasKey(activation => new { activation.TenantId, activation.Hash });
        builder.HasOne<User>().WithMany().HasForeignKey(activation => new { activation.TenantId, activation.UserId });
    }
}

internal sealed class AccessTokenConfiguration : IEntityTypeConfiguration<AccessToken>
{
    public void Configure(EntityTypeBuilder<AccessToken> builder)
    {
        builder.HasKey(token => new { token.TenantId, token.Hash });
        builder.HasOne<UserSession>().WithMany().HasForeignKey(token => new { token.TenantId, token.SessionId });
    }
}

internal sealed class RefreshTokenConfiguration : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.HasKey(token => new { token.TenantId, token.Hash });
        builder.HasOne<UserSession>().WithMany().HasForeignKey(token => new { token.TenantId, token.SessionId });
    }
}

internal sealed class TwoFactorConfiguration : IEntityTypeConfiguration<TwoFactor>
{
    public void Configure(EntityTypeBuilder<TwoFactor> builder)
    {
        builder.HasKey(factor => new { factor.TenantId, factor.UserId });
        builder.Ignore(factor => factor.IsOn);
    }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.HasKey(code => new { code.TenantId, code.UserId, code.Hash });
        builder.HasOne<TwoFactor>().WithMany().HasForeignKey(code => new { code.TenantId, code.UserId });
    }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder) => builder.Property(entry => entry.Changes).HasColumnType("jsonb");
}

internal sealed class PersonalKeyConfiguration : IEntityTypeConfiguration<PersonalKey>
{
    public void Configure(EntityTypeBuilder<PersonalKey> builder)
    {
        builder.HasKey(key => new { key.TenantId, key.CandidateId });
        builder.HasOne<Candidate>().WithMany().HasForeignKey(key => new { key.TenantId, key.CandidateId });
    }
}

internal sealed class CandidateConfiguration : IEntityTypeConfiguration<Candidate>
{
    public void Configure(EntityTypeBuilder<Candidate> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(candidate => candidate.NumberKey).ValueGeneratedOnAddOrUpdate();
        builder.Property(candidate => candidate.EmailKey).ValueGeneratedOnAddOrUpdate();
        builder.Property(candidate => candidate.DateOfBirthKey).ValueGeneratedOnAddOrUpdate();
        builder.Property(candidate => candidate.NativeLanguageKey).ValueGeneratedOnAddOrUpdate();
        builder.Property(candidate => candidate.NationalityKey).ValueGeneratedOnAddOrUpdate();
        builder.Property(candidate => candidate.EducationKey).ValueGeneratedOnAddOrUpdate();
    }
}

internal sealed class GroupConfiguration : IEntityTypeConfiguration<Group>
{
    public void Configure(EntityTypeBuilder<Group> builder) => builder.Property<uint>("xmin").IsRowVersion();
}

internal sealed class GroupCandidateConfiguration : IEntityTypeConfiguration<GroupCandidate>
{
    public void Configure(EntityTypeBuilder<GroupCandidate> builder)
    {
        builder.HasKey(member => new { member.TenantId, member.GroupId, member.CandidateId });
        builder.HasOne<Group>().WithMany().HasForeignKey(member => new { member.TenantId, member.GroupId });
        builder.HasOne<Candidate>().WithMany().HasForeignKey(member => new { member.TenantId, member.CandidateId });
    }
}

internal sealed class CandidateTeacherConfiguration : IEntityTypeConfiguration<CandidateTeacher>
{
    public void Configure(EntityTypeBuilder<CandidateTeacher> builder)
    {
        builder.HasKey(teacher => new { teacher.TenantId, teacher.UserId, teacher.CandidateId });
        builder.HasOne<Candidate>().WithMany().HasForeignKey(teacher => new { teacher.TenantId, teacher.CandidateId });
    }
}

internal sealed class GroupTeacherConfiguration : IEntityTypeConfiguration<GroupTeacher>
{
    public void Configure(EntityTypeBuilder<GroupTeacher> builder)
    {
        builder.HasKey(member => new { member.TenantId, member.GroupId, member.UserId });
        builder.HasOne<Group>().WithMany().HasForeignKey(member => new { member.TenantId, member.GroupId });
    }
}

internal sealed class CreditTransactionConfiguration : IEntityTypeConfiguration<CreditTransaction>
{
    public void Configure(EntityTypeBuilder<CreditTransaction> builder) => builder.ToTable("ledger_entries");
}

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder) =>
        builder.HasKey(account => new { account.TenantId, account.HolderId, account.Kind });
}

internal sealed class DepartmentTestPriceConfiguration : IEntityTypeConfiguration<DepartmentTestPrice>
{
    public void Configure(EntityTypeBuilder<DepartmentTestPrice> builder)
    {
        builder.HasKey(price => new { price.TenantId, price.PriceListId, price.TestId });
        builder.HasOne<DepartmentPriceList>().WithMany().HasForeignKey(price => new { price.TenantId, price.PriceListId });
    }
}

internal sealed class SimulatedPaymentConfiguration : IEntityTypeConfiguration<SimulatedPayment>
{
    public void Configure(EntityTypeBuilder<SimulatedPayment> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(payment => payment.Lines).AsJson();
    }
}

internal sealed class CreditTokenConfiguration : IEntityTypeConfiguration<CreditToken>
{
    public void Configure(EntityTypeBuilder<CreditToken> builder) =>
        builder.HasOne<Order>().WithMany().HasForeignKey(token => new { token.TenantId, token.OrderId });
}

internal sealed class PriceListConfiguration : IEntityTypeConfiguration<PriceList>
{
    public void Configure(EntityTypeBuilder<PriceList> builder)
    {
        builder.HasKey(list => new { list.TenantId, list.ValidFrom });
        builder.Property(list => list.Credits).AsJson();
        builder.Property(list => list.Licences).AsJson();
    }
}

internal sealed class OrderConfiguration : IEntityTypeConfiguration<Order>
{
    public void Configure(EntityTypeBuilder<Order> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(order => order.Billing).AsJson();
    }
}

internal sealed class TestConfiguration : IEntityTypeConfiguration<Test>
{
    public void Configure(EntityTypeBuilder<Test> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Ignore(test => test.Details);
    }
}

internal sealed class TestVersionConfiguration : IEntityTypeConfiguration<TestVersion>
{
    public void Configure(EntityTypeBuilder<TestVersion> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(version => version.Content).AsJson();
        builder.Property(version => version.ConversionTable).AsJson();
        builder.Property(version => version.Policies).AsJson();
        builder.Ignore(version => version.Duration);
        builder.Ignore(version => version.Settings);
        builder.HasOne<Test>().WithMany().HasForeignKey(version => new { version.TenantId, version.TestId });
    }
}

internal sealed class CorrectionConfiguration : IEntityTypeConfiguration<Correction>
{
    public void Configure(EntityTypeBuilder<Correction> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(correction => correction.Changes).AsJson();
        builder.Property(correction => correction.Effect).AsJson();
        builder.HasOne<TestVersion>().WithMany().HasForeignKey(correction => new { correction.TenantId, correction.VersionId });
    }
}

internal sealed class MediaConfiguration : IEntityTypeConfiguration<Media>
{
    public void Configure(EntityTypeBuilder<Media> builder) => builder.Property<uint>("xmin").IsRowVersion();
}

internal sealed class VersionMediaConfiguration : IEntityTypeConfiguration<VersionMedia>
{
    public void Configure(EntityTypeBuilder<VersionMedia> builder)
    {
        builder.HasKey(use => new { use.TenantId, use.VersionId, use.MediaId });
        builder.HasOne<TestVersion>().WithMany().HasForeignKey(use => new { use.TenantId, use.VersionId });
        builder.HasOne<Media>().WithMany().HasForeignKey(use => new { use.TenantId, use.MediaId });
    }
}

internal sealed class MediaUploadConfiguration : IEntityTypeConfiguration<MediaUpload>
{
    public void Configure(EntityTypeBuilder<MediaUpload> builder) => builder.Ignore(upload => upload.HasAllBytes);
}

internal sealed class PendingFileConfiguration : IEntityTypeConfiguration<PendingFile>
{
    public void Configure(EntityTypeBuilder<PendingFile> builder) => builder.HasKey(file => new { file.TenantId, file.FileKey });
}

internal sealed class MediaUploadPartConfiguration : IEntityTypeConfiguration<MediaUploadPart>
{
    public void Configure(EntityTypeBuilder<MediaUploadPart> builder) =>
        builder.HasKey(part => new { part.TenantId, part.UploadId, part.Position });
}

internal sealed class ExamMomentConfiguration : IEntityTypeConfiguration<ExamMoment>
{
    public void Configure(EntityTypeBuilder<ExamMoment> builder) => builder.Property<uint>("xmin").IsRowVersion();
}

internal sealed class ExamSessionConfiguration : IEntityTypeConfiguration<ExamSession>
{
    public void Configure(EntityTypeBuilder<ExamSession> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(session => session.RoomKey).ValueGeneratedOnAddOrUpdate();
        builder.Ignore(session => session.ClosesAt);
        builder.Ignore(session => session.TotalDuration);
        builder.Ignore(session => session.Details);
    }
}

internal sealed class ExamSessionTestConfiguration : IEntityTypeConfiguration<ExamSessionTest>
{
    public void Configure(EntityTypeBuilder<ExamSessionTest> builder)
    {
        builder.HasKey(test => new { test.TenantId, test.ExamSessionId, test.TestId });
        builder.HasOne<ExamSession>().WithMany().HasForeignKey(test => new { test.TenantId, test.ExamSessionId });
    }
}

internal sealed class ExamSessionInvigilatorConfiguration : IEntityTypeConfiguration<ExamSessionInvigilator>
{
    public void Configure(EntityTypeBuilder<ExamSessionInvigilator> builder)
    {
        builder.HasKey(invigilator => new { invigilator.TenantId, invigilator.ExamSessionId, invigilator.UserId });
        builder.HasOne<ExamSession>().WithMany().HasForeignKey(invigilator => new { invigilator.TenantId, invigilator.ExamSessionId });
    }
}

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(invitation => invitation.DepartmentId).ValueGeneratedOnAdd();
        builder.Property(invitation => invitation.Accommodations).AsJson();
        builder.Property(invitation => invitation.CandidateKey).ValueGeneratedOnAdd();
        builder.Property(invitation => invitation.OpensKey).ValueGeneratedOnAddOrUpdate();
        builder.Property(invitation => invitation.ClosesKey).ValueGeneratedOnAddOrUpdate();
    }
}

internal sealed class SittingConfiguration : IEntityTypeConfiguration<Sitting>
{
    public void Configure(EntityTypeBuilder<Sitting> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(sitting => sitting.DepartmentId).ValueGeneratedOnAdd();
        builder.Property(sitting => sitting.Accommodations).AsJson();
        builder.Property(sitting => sitting.Replays).AsJson();
    }
}

internal sealed class SittingEventConfiguration : IEntityTypeConfiguration<SittingEvent>
{
    public void Configure(EntityTypeBuilder<SittingEvent> builder)
    {
        builder.Property(line => line.Data).AsJson();
        builder.HasOne<Sitting>().WithMany().HasForeignKey(line => new { line.TenantId, line.SittingId });
    }
}

internal sealed class DevicePresenceConfiguration : IEntityTypeConfiguration<DevicePresence>
{
    public void Configure(EntityTypeBuilder<DevicePresence> builder) => builder.HasKey(presence => new { presence.TenantId, presence.SittingId });
}

internal sealed class ResponseConfiguration : IEntityTypeConfiguration<Response>
{
    public void Configure(EntityTypeBuilder<Response> builder)
    {
        builder.HasKey(response => new { response.TenantId, response.SittingId, response.ItemId });
        builder.Property(response => response.Answer).AsJson();
    }
}

internal sealed class PlayConfiguration : IEntityTypeConfiguration<Play>
{
    public void Configure(EntityTypeBuilder<Play> builder) => builder.Property<uint>("xmin").IsRowVersion();
}

internal sealed class RecordingConfiguration : IEntityTypeConfiguration<Recording>
{
    public void Configure(EntityTypeBuilder<Recording> builder)
    {
        builder.Ignore(recording => recording.IsSound);
        builder.Ignore(recording => recording.HasAllBytes);
        builder.Property(recording => recording.Measurement).AsJson();
    }
}

internal sealed class RecordingPartConfiguration : IEntityTypeConfiguration<RecordingPart>
{
    public void Configure(EntityTypeBuilder<RecordingPart> builder)
    {
        builder.HasKey(part => new { part.TenantId, part.RecordingId, part.Position });
        builder.HasOne<Recording>().WithMany().HasForeignKey(part => new { part.TenantId, part.RecordingId });
    }
}

internal sealed class RatingConfiguration : IEntityTypeConfiguration<SittingRating>
{
    public void Configure(EntityTypeBuilder<SittingRating> builder)
    {
        builder.ToTable("ratings");
        builder.Property<uint>("xmin").IsRowVersion();
        builder.HasOne<Sitting>().WithMany().HasForeignKey(rating => new { rating.TenantId, rating.SittingId });
    }
}

internal sealed class RatedTaskConfiguration : IEntityTypeConfiguration<RatedTask>
{
    public void Configure(EntityTypeBuilder<RatedTask> builder)
    {
        builder.ToTable("task_ratings");
        builder.HasKey(task => new { task.TenantId, task.RatingId, task.ItemId });
        builder.Property(task => task.Input).AsJson();
        builder.Property(task => task.Score).AsJson();
        builder.Property<uint>("xmin").IsRowVersion();
        builder.HasOne<SittingRating>().WithMany().HasForeignKey(task => new { task.TenantId, task.RatingId });
    }
}

internal sealed class TaskRatingEntryConfiguration : IEntityTypeConfiguration<TaskRatingEntry>
{
    public void Configure(EntityTypeBuilder<TaskRatingEntry> builder)
    {
        builder.Property(entry => entry.Input).AsJson();
        builder.Property(entry => entry.Score).AsJson();
        builder.HasOne<SittingRating>().WithMany().HasForeignKey(entry => new { entry.TenantId, entry.RatingId });
    }
}

internal sealed class OverwrittenPointsConfiguration : IEntityTypeConfiguration<OverwrittenPoints>
{
    public void Configure(EntityTypeBuilder<OverwrittenPoints> builder) =>
        builder.HasOne<SittingRating>().WithMany().HasForeignKey(points => new { points.TenantId, points.RatingId });
}

internal sealed class SecondLookConfiguration : IEntityTypeConfiguration<SecondLook>
{
    public void Configure(EntityTypeBuilder<SecondLook> builder) => builder.Property<uint>("xmin").IsRowVersion();
}

internal sealed class RoundRaterConfiguration : IEntityTypeConfiguration<RoundRater>
{
    public void Configure(EntityTypeBuilder<RoundRater> builder)
    {
        builder.HasKey(rater => new { rater.TenantId, rater.RoundId, rater.UserId });
        builder.HasOne<RatingRound>().WithMany().HasForeignKey(rater => new { rater.TenantId, rater.RoundId });
    }
}

internal sealed class RoundSittingConfiguration : IEntityTypeConfiguration<RoundSitting>
{
    public void Configure(EntityTypeBuilder<RoundSitting> builder)
    {
        builder.HasKey(sitting => new { sitting.TenantId, sitting.SittingId });
        builder.HasOne<RatingRound>().WithMany().HasForeignKey(sitting => new { sitting.TenantId, sitting.RoundId });
        builder.HasOne<BoardCase>().WithMany().HasForeignKey(sitting => new { sitting.TenantId, sitting.VoidedBy });
    }
}

internal sealed class RatingTaskConfiguration : IEntityTypeConfiguration<RatingTask>
{
    public void Configure(EntityTypeBuilder<RatingTask> builder)
    {
        builder.Property(task => task.Input).AsJson();
        builder.Property(task => task.Score).AsJson();
        builder.Property(task => task.Earlier).AsJson();
        builder.HasOne<RoundRater>().WithMany().HasForeignKey(task => new { task.TenantId, task.RoundId, task.RaterId });
        builder.HasOne<Benchmark>().WithMany().HasForeignKey(task => new { task.TenantId, task.BenchmarkId });
    }
}

internal sealed class BenchmarkConfiguration : IEntityTypeConfiguration<Benchmark>
{
    public void Configure(EntityTypeBuilder<Benchmark> builder)
    {
        builder.Property(benchmark => benchmark.Input).AsJson();
        builder.Property(benchmark => benchmark.Score).AsJson();
        builder.HasOne<RatingRound>().WithMany().HasForeignKey(benchmark => new { benchmark.TenantId, benchmark.RoundId });
    }
}

internal sealed class ResultConfiguration : IEntityTypeConfiguration<Result>
{
    public void Configure(EntityTypeBuilder<Result> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(result => result.DepartmentId).ValueGeneratedOnAdd();
    }
}

internal sealed class ResultVersionConfiguration : IEntityTypeConfiguration<ResultVersion>
{
    public void Configure(EntityTypeBuilder<ResultVersion> builder)
    {
        builder.HasKey(version => new { version.TenantId, version.ResultId, version.Number });
        builder.Property(version => version.Items).AsJson();
        builder.HasOne<Result>().WithMany().HasForeignKey(version => new { version.TenantId, version.ResultId });
    }
}

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.Property(job => job.Arguments).HasColumnType("jsonb");
        builder.Property(job => job.Result).HasColumnType("jsonb");
        builder.Property(job => job.Errors!).AsJson();
    }
}

internal sealed class EventConfiguration : IEntityTypeConfiguration<Event>
{
    public void Configure(EntityTypeBuilder<Event> builder) => builder.Property(@event => @event.Data).HasColumnType("json");
}

internal sealed class WebhookEndpointConfiguration : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> builder) => builder.Property<uint>("xmin").IsRowVersion();
}

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.HasOne<Event>().WithMany().HasForeignKey(delivery => new { delivery.TenantId, delivery.EventId });
        builder.HasOne<WebhookEndpoint>().WithMany().HasForeignKey(delivery => new { delivery.TenantId, delivery.EndpointId });
    }
}
