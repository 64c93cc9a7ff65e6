using System.Text.Json;
using Cesuur.Domain;
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
using Cesuur.Domain.Reports;
using Cesuur.Domain.Results;
using Cesuur.Domain.Sessions;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Mail;
using Cesuur.Infrastructure.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cesuur.Infrastructure.Database;

/// <summary>The unit of work. Every query sees the tenant's rows only; every save is one transaction.</summary>
public sealed class AppDb : DbContext
{
    private readonly Tenant tenant;

    public AppDb(DbContextOptions<AppDb> options, Tenant tenant)
        : base(options)
    {
        this.tenant = tenant;
        Reach = tenant.Reach;
        ChangeTracker.Tracking += (_, tracking) =>
        {
            if (!tracking.FromQuery && tracking.State == EntityState.Added && tracking.Entry.Entity is TenantOwned owned)
            {
                owned.BelongTo(TenantId);
            }
        };
    }

    /// <summary>The organisation whose rows this unit of work sees.</summary>
    public Id<Organisation> TenantId => tenant.Id;

    /// <summary>What of the organisation the caller sees; the filters of every query read it.</summary>
    public Reach Reach { get; }

    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<Licence> Licences => Set<Licence>();
    public DbSet<Entitlement> Entitlements => Set<Entitlement>();
    public DbSet<Department> Departments => Set<Department>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<User> Users => Set<User>();
    public DbSet<Activation> Activations => Set<Activation>();
    public DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();
    public DbSet<UserSession> UserSessions => Set<UserSession>();
    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();
    public DbSet<TwoFactor> TwoFactors => Set<TwoFactor>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<PersonalKey> PersonalKeys => Set<PersonalKey>();
    public DbSet<Partner> Partners => Set<Partner>();
    public DbSet<PartnerKey> PartnerKeys => Set<PartnerKey>();
    public DbSet<PartnerGrant> PartnerGrants => Set<PartnerGrant>();
    public DbSet<AccountRequest> AccountRequests => Set<AccountRequest>();
    public DbSet<AccountRequestUser> AccountRequestUsers => Set<AccountRequestUser>();
    public DbSet<AccountRequestFile> AccountRequestFiles => Set<AccountRequestFile>();
    public DbSet<Candidate> Candidates => Set<Candidate>();
    public DbSet<Group> Groups => Set<Group>();
    public DbSet<GroupCandidate> GroupCandidates => Set<GroupCandidate>();
    public DbSet<CandidateTeacher> CandidateTeachers => Set<CandidateTeacher>();
    public DbSet<GroupTeacher> GroupTeachers => Set<GroupTeacher>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<CreditTransaction> CreditTransactions => Set<CreditTransaction>();
    public DbSet<CreditToken> CreditTokens => Set<CreditToken>();
    public DbSet<SimulatedPayment> SimulatedPayments => Set<SimulatedPayment>();
    public DbSet<PriceList> PriceLists => Set<PriceList>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<DepartmentPriceList> DepartmentPriceLists => Set<DepartmentPriceList>();
    public DbSet<DepartmentTestPrice> DepartmentTestPrices => Set<DepartmentTestPrice>();
    public DbSet<Test> Tests => Set<Test>();
    public DbSet<TestVersion> TestVersions => Set<TestVersion>();
    public DbSet<Media> Media => Set<Media>();
    public DbSet<Correction> Corrections => Set<Correction>();
    public DbSet<VersionMedia> VersionMedia => Set<VersionMedia>();
    public DbSet<MediaUpload> MediaUploads => Set<MediaUpload>();
    public DbSet<MediaUploadPart> MediaUploadParts => Set<MediaUploadPart>();
    public DbSet<PendingFile> PendingFiles => Set<PendingFile>();
    public DbSet<Manual> Manuals => Set<Manual>();
    public DbSet<ExamMoment> ExamMoments => Set<ExamMoment>();
    public DbSet<ExamSession> ExamSessions => Set<ExamSession>();
    public DbSet<ExamSessionTest> ExamSessionTests => Set<ExamSessionTest>();
    public DbSet<ExamSessionInvigilator> ExamSessionInvigilators => Set<ExamSessionInvigilator>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Sitting> Sittings => Set<Sitting>();
    public DbSet<Response> Responses => Set<Response>();
    public DbSet<SittingEvent> SittingEvents => Set<SittingEvent>();
    public DbSet<DevicePresence> DevicePresences => Set<DevicePresence>();
    public DbSet<Play> Plays => Set<Play>();
    public DbSet<Recording> Recordings => Set<Recording>();
    public DbSet<RecordingPart> RecordingParts => Set<RecordingPart>();
    public DbSet<SittingRating> Ratings => Set<SittingRating>();
    public DbSet<RatedTask> RatedTasks => Set<RatedTask>();
    public DbSet<TaskRatingEntry> TaskRatingEntries => Set<TaskRatingEntry>();
    public DbSet<OverwrittenPoints> OverwrittenPoints => Set<OverwrittenPoints>();
    public DbSet<SecondLook> SecondLooks => Set<SecondLook>();
    public DbSet<RaterAuthorisation> RaterAuthorisations => Set<RaterAuthorisation>();
    public DbSet<RatingRound> RatingRounds => Set<RatingRound>();
    public DbSet<RoundRater> RoundRaters => Set<RoundRater>();
    public DbSet<RoundSitting> RoundSittings => Set<RoundSitting>();
    public DbSet<RatingTask> RatingTasks => Set<RatingTask>();
    public DbSet<Benchmark> Benchmarks => Set<Benchmark>();
    public DbSet<BoardCase> BoardCases => Set<BoardCase>();
    public DbSet<Result> Results => Set<Result>();
    public DbSet<ResultVersion> ResultVersions => Set<ResultVersion>();
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<Event> Events => Set<Event>();
    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    public DbSet<OutgoingMail> Mails => Set<OutgoingMail>();

    /// <summary>Works for another organisation from here on; the operator's endpoints and the seed do.</summary>
    public async Task EnterAsync(Id<Organisation> organisation, CancellationToken cancel)
    {
        tenant.Enter(organisation);
        if (Database.CurrentTransaction is { } transaction)
        {
            await TenantTransactionInterceptor.SetTenantAsync(transaction.GetDbTransaction(), organisation.Value, cancel);
        }
    }

    /// <summary>The database's clock at the moment at which a row is given, in queries only.</summary>
    public static DateTimeOffset DatabaseTime() => throw new NotSupportedException("The database alone knows its time.");

    /// <summary>
    /// Runs work of several statements in one transaction: the one that is open already (an idempotent
    /// request has one around it) or a new one. When all is done it is not cancelled any more: nobody could tell what
    /// came of it.
    /// </summary>
    public async Task<T> InTransactionAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        if (Database.CurrentTransaction is not null)
        {
            return await work();
        }

        await using var transaction = await Database.BeginTransactionAsync(cancel);
        var result = await work();
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    /// <summary>Writes an event to the outbox with the next save.</summary>
    public void Raise(string type, object resource, DateTimeOffset now) =>
        Events.Add(Event.Raise(type, JsonSerializer.Serialize(resource, resource.GetType(), Json.Options), now));

    /// <summary>Writes one event for each of many resources, at once, into the transaction that is open.</summary>
    public Task RaiseAsync(string type, IEnumerable<object> resources, DateTimeOffset now, CancellationToken cancel)
    {
        var raised = resources.Select(resource => Event.Raise(type, JsonSerializer.Serialize(resource, resource.GetType(), Json.Options), now)).ToList();
        var ids = raised.ConvertAll(one => one.Id.Value);
        var data = raised.ConvertAll(one => one.Data);
        return Database.ExecuteSqlAsync(
            $"""
            INSERT INTO events (tenant_id, id, type, data, created_at)
            SELECT {TenantId.Value}, id, {type}, data::json, {now} FROM unnest({ids}, {data}) AS e (id, data)
            """,
            cancel);
    }

    /// <summary>Queues work with the next save.</summary>
    public Job Enqueue(string kind, object arguments, DateTimeOffset now) =>
        Jobs.Add(Job.Enqueue(kind, JsonSerializer.Serialize(arguments, arguments.GetType(), Json.Options), Reach, now)).Entity;

    /// <summary>Saves in a transaction always, also a single statement: it is what carries the tenant.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        await AuditedChanges.RecordAsync(this, cancellationToken);
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <summary>
    /// Saves into the transaction that is open, however many rows, with a statement or two for each table; for batches.
    /// Rows that changed must be held by this transaction: nobody else's change is looked for.
    /// </summary>
    public async Task SaveManyAsync(CancellationToken cancel)
    {
        _ = Database.CurrentTransaction ?? throw new InvalidOperationException("Several statements are saved in a transaction.");
        await AuditedChanges.RecordAsync(this, cancel);
        await SetBasedSaving.SaveAsync(this, cancel);
    }

    /// <summary>Inserts new rows into the transaction that is open, by one statement, and does not track them. No audit entry tells what is in them.</summary>
    public async Task InsertManyAsync<T>(IReadOnlyList<T> rows, CancellationToken cancel)
        where T : TenantOwned
    {
        _ = Database.CurrentTransaction ?? throw new InvalidOperationException("Many rows are inserted in a transaction.");
        foreach (var row in rows)
        {
            row.BelongTo(TenantId);
        }

        if (rows.Count > 0)
        {
            await SetBasedSaving.InsertAsync(this, Model.FindEntityType(typeof(T))!, rows, cancel);
        }
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Saving is asynchronous.");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        ModelConventions.Configure(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AppDb).Assembly);
        ModelConventions.Apply(modelBuilder, this);
        modelBuilder.HasDbFunction(() => DatabaseTime()).HasName("clock_timestamp").IsBuiltIn().IsNullable(false);
    }
}
