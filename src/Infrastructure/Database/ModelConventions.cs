using System.Linq.Expressions;
using System.Text;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Cesuur.Infrastructure.Database;

/// <summary>
/// What holds for every entity, said once: snake_case names, ids as uuid, enums as snake_case text, keys
/// that begin with the tenant, the tenant filter.
/// </summary>
internal static class ModelConventions
{
    public const string TenantFilter = "tenant";

    public static void Configure(ModelConfigurationBuilder builder)
    {
        foreach (var type in new[] { typeof(IIdentified), typeof(AppDb) }.SelectMany(marker => marker.Assembly.GetTypes()).Where(type => type.IsClass && !type.IsAbstract))
        {
            if (type.IsAssignableTo(typeof(IIdentified)))
            {
                builder.Properties(typeof(Id<>).MakeGenericType(type)).HaveConversion(typeof(IdConverter<>).MakeGenericType(type));
            }

            foreach (var enumType in type.GetProperties()
                .Select(property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
                .Where(propertyType => propertyType.IsEnum))
            {
                builder.Properties(enumType).HaveConversion(typeof(SnakeCaseConverter<>).MakeGenericType(enumType));
            }
        }
    }

    public static void Apply(ModelBuilder builder, AppDb db)
    {
        foreach (var entity in builder.Model.GetEntityTypes().ToList())
        {
            if (entity.ClrType.IsAssignableTo(typeof(TenantOwned)))
            {
                ApplyTenancy(builder, entity, db);
            }

            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
            }
        }

        builder.Entity<Organisation>().HasQueryFilter(TenantFilter, organisation => organisation.Id == db.TenantId);

        // Content belongs to its publisher and is seen through entitlements too.
        builder.Entity<Test>().HasQueryFilter(TenantFilter, test => test.TenantId == db.TenantId
            || db.Entitlements.Any(e => e.PublisherId == test.TenantId
                && ((e.TestId == null && e.Field == null) || e.TestId == test.Id || (e.Field != null && e.Field == test.Field))));
        builder.Entity<TestVersion>().HasQueryFilter(TenantFilter, version => version.TenantId == db.TenantId
            || (version.State != VersionState.Draft
                && db.Tests.Any(test => test.TenantId == version.TenantId && test.Id == version.TestId)));
        builder.Entity<Correction>().HasQueryFilter(TenantFilter, correction => correction.TenantId == db.TenantId
            || (correction.State == CorrectionState.Applied
                && db.Tests.Any(test => test.TenantId == correction.TenantId && test.Id == correction.TestId)));
        builder.Entity<VersionMedia>().HasQueryFilter(TenantFilter, use => use.TenantId == db.TenantId
            || db.TestVersions.Any(version => version.TenantId == use.TenantId && version.Id == use.VersionId));
        builder.Entity<Media>().HasQueryFilter(TenantFilter, media => media.TenantId == db.TenantId
            || db.VersionMedia.Any(use => use.TenantId == media.TenantId && use.MediaId == media.Id));
        builder.Entity<Manual>().HasQueryFilter(TenantFilter, manual => manual.TenantId == db.TenantId
            || db.Tests.Any(test => test.TenantId == manual.TenantId && test.Id == manual.TestId));

        // Orders stand in the operator's books, and their buyers see them.
        builder.Entity<Order>().HasQueryFilter(TenantFilter, order => order.TenantId == db.TenantId || order.OrganisationId == db.TenantId);

        ReachFilters.Apply(builder, db);
    }

    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private static void ApplyTenancy(ModelBuilder builder, IMutableEntityType entity, AppDb db)
    {
        var typed = builder.Entity(entity.ClrType);
        typed.HasOne(typeof(Organisation)).WithMany().HasForeignKey(nameof(TenantOwned.TenantId)).OnDelete(DeleteBehavior.NoAction);
        if (entity.ClrType.IsAssignableTo(typeof(IIdentified)))
        {
            typed.HasKey(nameof(TenantOwned.TenantId), "Id");
        }

        var row = Expression.Parameter(entity.ClrType, "row");
        var owned = Expression.Equal(
            Expression.Property(row, nameof(TenantOwned.TenantId)),
            Expression.Property(Expression.Constant(db), nameof(AppDb.TenantId)));
        typed.HasQueryFilter(TenantFilter, Expression.Lambda(owned, row));
    }

    private sealed class IdConverter<T>() : ValueConverter<Id<T>, Guid>(id => id.Value, value => new Id<T>(value))
        where T : IIdentified;

    private sealed class SnakeCaseConverter<T>() : ValueConverter<T, string>(value => SnakeCaseEnum.Write(value), text => SnakeCaseEnum.Read<T>(text))
        where T : struct, Enum;
}
