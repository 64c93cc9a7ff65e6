using System.Net.Mail;
using System.Text.Json.Serialization;
using Cesuur.Api.AccountRequests;
using Cesuur.Api.Catalogue;
using Cesuur.Api.Delivery;
using Cesuur.Api.Health;
using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Api.Jobs;
using Cesuur.Api.Licensing;
using Cesuur.Api.OpenApi;
using Cesuur.Api.Orders;
using Cesuur.Api.Organisations;
using Cesuur.Api.Payments;
using Cesuur.Api.People;
using Cesuur.Api.Platform;
using Cesuur.Api.Rating;
using Cesuur.Api.Reports;
using Cesuur.Api.Results;
using Cesuur.Api.Samples;
using Cesuur.Api.Sessions;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Cesuur.Infrastructure.Documents;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Invitations;
using Cesuur.Infrastructure.Jobs;
using Cesuur.Infrastructure.Licensing;
using Cesuur.Infrastructure.Mail;
using Cesuur.Infrastructure.Payments;
using Cesuur.Infrastructure.Results;
using Cesuur.Infrastructure.Webhooks;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Host;

/// <summary>Puts the process together: services, the pipeline, the background work of its role.</summary>
public static class CesuurHost
{
    /// <summary>Bytes; routes that take files have limits of their own.</summary>
    private const long MaxBodySize = 1024 * 1024;

    /// <summary>The application, ready to start, with its database open and, where it may, migrated.</summary>
    /// <param name="args">Settings.</param>
    /// <param name="time">The clock of this node; absent: the machine's.</param>
    /// <param name="cancel">Ends the start.</param>
    public static async Task<WebApplication> BuildAsync(string[] args, TimeProvider? time = null, CancellationToken cancel = default)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodySize;
        });
        var storage = await Storage.OpenAsync(builder.Configuration, builder.Environment, cancel);
        RequireMail(builder.Configuration, builder.Environment);
        RequirePayments(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(_ => storage); // by a factory, so that the container disposes of it
        builder.Services.AddSingleton(storage.Databases);
        builder.Services.AddCesuur(builder.Configuration, builder.Configuration.GetValue("role", HostRole.All));
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        if (builder.Environment.IsDevelopment())
        {
            await storage.Databases.MigrateAsync(cancel);
            await storage.Databases.EnableLoginsAsync(cancel);
        }

        var app = builder.Build();
        app.Services.GetRequiredService<Storage>();
        app.UseCesuur();
        if (app.Environment.IsDevelopment())
        {
            var seeded = app.Services.GetRequiredService<SeededOrganisations>();
            seeded.All = await app.Services.GetRequiredService<DevelopmentSeed>().RunAsync(cancel);
            app.Lifetime.ApplicationStarted.Register(() => Welcome.Print(app, seeded.All));
        }

        return app;
    }

    /// <summary>Brings the schema up to date as its owner (<c>ConnectionStrings:CesuurOwner</c>), and nothing else.</summary>
    public static async Task MigrateAsync(string[] args, CancellationToken cancel = default)
    {
        var owner = WebApplication.CreateBuilder(args).Configuration.GetConnectionString("CesuurOwner")
            ?? throw new StartException("Migrating needs ConnectionStrings__CesuurOwner, the role that owns the schema.");
        await using var databases = Databases.FromOwner(owner);
        await databases.MigrateAsync(cancel);
    }

    /// <summary>A new key of the operator, whose organisation is made where there is none yet; and nothing else.</summary>
    public static async Task<string> CreateOperatorKeyAsync(string[] args, CancellationToken cancel = default)
    {
        var builder = WebApplication.CreateBuilder(args);
        await using var storage = await Storage.OpenAsync(builder.Configuration, builder.Environment, cancel);
        return await new OperatorKey(storage.Databases, TimeProvider.System).CreateAsync(builder.Configuration.GetValue<bool>("RevokeOthers"), cancel);
    }

    private static void RequireMail(IConfiguration configuration, IHostEnvironment environment)
    {
        var smtp = SmtpOf(configuration);
        if (smtp.IsConfigured && !MailAddress.TryCreate(smtp.From, out _))
        {
            throw new StartException("Mail has no sender: set Mail__Smtp__From to an address, as Cesuur <post@example.org>.");
        }

        if (OperatorOf(configuration).Email is { } address && !MailAddress.TryCreate(address, out _))
        {
            throw new StartException("Operator__Email is not an address: set one, to which alarms are mailed, or none.");
        }

        if (!smtp.IsConfigured && !environment.IsDevelopment() && !configuration.GetValue<bool>("Mail:Keep"))
        {
            throw new StartException("Mail cannot be sent: set Mail__Smtp__Host, or Mail__Keep=true to have it kept, activation codes included, for the operator to read.");
        }
    }

    private static void RequirePayments(IConfiguration configuration, IHostEnvironment environment)
    {
        var provider = configuration.GetValue<string>("Payments:Provider");
        if (provider is not (null or "" or PaymentProviders.Stripe or PaymentProviders.Simulated))
        {
            throw new StartException($"There is no payment provider {provider}: set Payments__Provider to stripe, or leave it out to sell by invoice only.");
        }

        if (provider == PaymentProviders.Simulated && !environment.IsDevelopment())
        {
            throw new StartException("Simulated payments give credits for nothing: outside development set Payments__Provider to stripe, or leave it out. Sandboxes have them anyway.");
        }

        var stripe = PaymentServices.StripeOf(configuration);
        if (provider == PaymentProviders.Stripe && !stripe.IsConfigured)
        {
            throw new StartException("Stripe needs its keys: set Payments__Stripe__SecretKey and Payments__Stripe__WebhookSecrets__0.");
        }

        if (stripe.BaseUrl is not ({ IsAbsoluteUri: true, Scheme: "https" } or { IsAbsoluteUri: true, IsLoopback: true }))
        {
            throw new StartException("Payments__Stripe__BaseUrl is not an https address, and the secret key would go there.");
        }

        if (configuration.GetValue<string>("PublicUrl") is { Length: > 0 } url && !(Uri.TryCreate(url, UriKind.Absolute, out var read) && read.Scheme is "https" or "http"))
        {
            throw new StartException("PublicUrl is not an http address.");
        }
    }

    private static OperatorContact OperatorOf(IConfiguration configuration) => new(configuration["Operator:Email"]);

    private static SmtpOptions SmtpOf(IConfiguration configuration) => configuration.GetSection("Mail:Smtp").Get<SmtpOptions>() ?? new SmtpOptions();

    internal static void AddCesuur(this IServiceCollection services, IConfiguration configuration, HostRole role)
    {
        services.AddHttpContextAccessor();
        services.AddValidation();
        services.AddSingleton<IProblemDetailsService, ValidationProblems>();
        services.AddExceptionHandler<ProblemHandler>();
        services.AddRateLimits(configuration);
        services.AddHealth();

        // Any origin: a front end of a school's own calls from the browser, and credentials are headers, not cookies.
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod()
            .WithExposedHeaders("Request-Id", "ETag", "Location", "Retry-After", "Idempotency-Replayed", "Content-Range", "Accept-Ranges")
            .WithExposedHeaders(Tus.Headers)));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            Json.Configure(options.SerializerOptions);
            options.SerializerOptions.PropertyNameCaseInsensitive = false;
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });

        services.AddOpenApi(ApiDocument.Name, ApiDocument.Configure);
        services.AddSingleton<ApiDocument>();
        services.AddSingleton(TimeProvider.System);
        services.AddScoped<Tenant>();
        services.AddScoped<Caller>();
        services.AddScoped<Clock>();
        services.AddScoped<Audit>();
        services.AddSingleton<MergePatch>();
        services.AddDbContext<AppDb>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<Databases>().App)
            .AddTenancy());
        services.AddSharedKeys();
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddFiles(configuration, DefaultFolder("files"));
        services.AddSingleton<MediaAddresses>();
        services.AddScoped<NewMedia>();
        services.AddScoped<PackageImport>();
        services.AddScoped<MediaUploads>();

        services.AddSingleton(SmtpOf(configuration));
        services.AddSingleton<SmtpSender>();
        services.AddScoped<Mailer>();
        services.AddAccounts();
        services.AddScoped<NewOrganisations>();
        services.AddScoped<NewUsers>();
        services.AddScoped<ImportSteps>();
        services.AddSingleton<OperatorOrganisation>();
        services.AddSingleton<VersionUse>();
        services.AddSingleton<AccountRequestReader>();
        services.AddScoped<AccountRequestMails>();
        services.AddPayments(configuration);
        services.AddScoped<SimulatedPayments>();
        services.AddScoped<Ledger>();
        services.AddScoped<LowCreditsNotices>();
        services.AddScoped<DepartmentStatements>();
        services.AddSingleton(OperatorOf(configuration));
        services.AddScoped<CreditTokens>();
        services.AddScoped<OrderMails>();
        services.AddScoped<OrderPlacement>();
        services.AddScoped<Settlement>();
        services.AddSingleton<RecentLooks>();
        services.AddSingleton<CurrentOrders>();
        services.AddScoped<LicenceNotices>();
        services.AddScoped<AccessCodes>();
        services.AddScoped<NewInvitations>();
        services.AddScoped<Attempts>();
        services.AddScoped<InvitationObstacles>();
        services.AddScoped<InvitationConfirmation>();
        services.AddScoped<VersionScorings>();
        services.AddScoped<ProposedCorrections>();
        services.AddScoped<Rescoring>();
        services.AddScoped<Establishing>();
        services.AddScoped<Grader>();
        services.AddScoped<Submission>();
        services.AddScoped<RatingReader>();
        services.AddScoped<RatingSummaries>();
        services.AddScoped<Reopenings>();
        services.AddScoped<RoundAssignment>();
        services.AddScoped<RoundIntake>();
        services.AddScoped<RoundSettling>();
        services.AddScoped<RoundReader>();
        services.AddScoped<RoundAct>();
        services.AddScoped<SingleRaterCases>();
        services.AddScoped<ErasedWork>();
        services.AddScoped<SittingActs>();
        services.AddScoped<ExamSessionParts>();
        services.AddScoped<Registrations>();
        services.AddScoped<IdentityChecks>();
        services.AddScoped<AttendanceLists>();
        services.AddScoped<Settling>();
        services.AddScoped<ResponseSaving>();
        services.AddScoped<RecordingUploads>();
        services.AddSingleton<PublishedVersions>();
        services.AddScoped<VersionChange>();
        services.AddSingleton<GradedSittings>();
        services.AddScoped<SampleTests>();
        services.AddSingleton<DevelopmentSeed>();
        services.AddSingleton<SeededOrganisations>();
        services.AddSingleton<ResponseWriter>();
        services.AddSingleton<CodeLookups>();
        services.AddSingleton<CheckIns>();
        services.AddSingleton<Starts>();
        services.AddSingleton<DeliveryReads>();
        services.AddSingleton<Finishes>();
        services.AddSingleton<Expiries>();
        services.AddSingleton(new CodeGuessLimits
        {
            PerAddress = configuration.GetValue("RateLimits:WrongCodesPerAddressPerMinute", 20),
            PerPrefix = configuration.GetValue("RateLimits:WrongCodesPerPrefixPerMinute", 30),
            InAll = configuration.GetValue("RateLimits:WrongCodesPerMinute", 600),
        });
        services.AddSingleton<CodeGuesses>();
        services.AddSingleton<SittingNews>();
        services.AddSingleton<SittingStreams>();
        services.AddSingleton<DevicePresences>();
        services.AddSingleton<PresenceNotes>();
        services.AddSingleton<MonitorReader>();
        services.AddSingleton<Monitors>();
        services.AddSingleton(AddressGuard.FromConfiguration(configuration));
        services.AddSingleton(RetrySchedule.FromConfiguration(configuration));
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookOutbox>();
        services.AddSingleton<WebhookSender>();
        services.AddScoped<EndpointDisabling>();
        services.AddHostedService<KeysAtStart>();
        if (role is not HostRole.Worker)
        {
            services.AddHostedService(provider => provider.GetRequiredService<ResponseWriter>());
            services.AddHostedService(provider => provider.GetRequiredService<CodeLookups>());
            services.AddHostedService(provider => provider.GetRequiredService<CheckIns>());
            services.AddHostedService(provider => provider.GetRequiredService<Starts>());
            services.AddHostedService(provider => provider.GetRequiredService<DeliveryReads>());
            services.AddHostedService(provider => provider.GetRequiredService<Finishes>());
            services.AddHostedService(provider => provider.GetRequiredService<SittingStreams>());
            services.AddHostedService(provider => provider.GetRequiredService<PresenceNotes>());
        }

        services.AddSingleton(new TypstOptions());
        services.AddSingleton<IDocumentRenderer, TypstRenderer>();
        services.AddScoped<ReportData>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton(new JobRunnerOptions());
        services.AddJobKinds();
        if (role is not HostRole.Api)
        {
            services.AddHostedService(provider => provider.GetRequiredService<Expiries>());
            services.AddHostedService<DeadlineSweep>();
            services.AddHostedService<JobRunner>();
            services.AddRecurringJobs();
            services.AddHostedService<WebhookDispatcher>();
        }
    }

    internal static void UseCesuur(this WebApplication app)
    {
        app.UseRequestIds();
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusCodeProblems.WriteAsync);
        app.UseRouting();
        app.UseCors();
        app.UseRateLimiter();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.MapHealth();
        if (app.Configuration.GetValue("role", HostRole.All) is not HostRole.Worker)
        {
            app.MapRoutes();
            app.MapDocs();
        }
    }

    internal static string DefaultFolder(string name) => Path.Combine(
        Environment.UserName == "root" ? "/var/lib" : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "cesuur", name);
}
