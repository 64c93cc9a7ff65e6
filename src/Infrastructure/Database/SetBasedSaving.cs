using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Cesuur.Infrastructure.Database;

/// <summary>
/// Saves what is tracked with one statement for all rows that are new in a table, and one for all that changed. EF Core sends a statement
/// for each row, and PostgreSQL parses and plans each with its policies and checks, which costs more than the row does.
/// </summary>
internal static class SetBasedSaving
{
    /// <exception cref="DbUpdateConcurrencyException">A row that changed is not there any more.</exception>
    public static async Task SaveAsync(AppDb db, CancellationToken cancel)
    {
        var changes = db.ChangeTracker.Entries().Where(entry => entry.State is not EntityState.Unchanged).GroupBy(entry => (entry.Metadata, entry.State));
        foreach (var rows in changes.OrderBy(rows => Depth(rows.Key.Metadata)).ToList()) // what others refer to comes first
        {
            var written = await (rows.Key.State switch
            {
                EntityState.Added => InsertAsync(db, rows.Key.Metadata, [.. rows.Select(row => row.Entity)], cancel),
                EntityState.Modified => UpdateAsync(db, rows.Key.Metadata, [.. rows], cancel),
                _ => throw new NotSupportedException("Rows are deleted by statements of their own."),
            });
            if (written != rows.Count())
            {
                throw new DbUpdateConcurrencyException($"Of {rows.Count()} rows of {rows.Key.Metadata.GetTableName()} {written} were there to be written.");
            }
        }

        db.ChangeTracker.AcceptAllChanges();
    }

    private static int Depth(IEntityType type) => type.GetForeignKeys().Where(key => key.PrincipalEntityType != type)
        .Select(key => Depth(key.PrincipalEntityType) + 1).DefaultIfEmpty(0).Max();

    public static Task<int> InsertAsync(AppDb db, IEntityType type, IReadOnlyList<object> rows, CancellationToken cancel)
    {
        var written = type.GetProperties().Where(property => property.IsKey() || property.ValueGenerated == ValueGenerated.Never).ToList();
        return ExecuteAsync(
            db, $"INSERT INTO {type.GetTableName()} ({Columns(written)}) SELECT * FROM unnest({Parameters(written)})", written, rows, cancel);
    }

    private static Task<int> UpdateAsync(AppDb db, IEntityType type, List<EntityEntry> rows, CancellationToken cancel)
    {
        var key = type.FindPrimaryKey()!.Properties;
        var changed = type.GetProperties().Where(property => rows.Exists(row => row.Property(property).IsModified)).ToList();
        return ExecuteAsync(
            db,
            $"""
            UPDATE {type.GetTableName()} AS old SET {string.Join(", ", changed.Select(property => $"{Column(property)} = new.{Column(property)}"))}
            FROM unnest({Parameters([.. key, .. changed])}) AS new ({Columns([.. key, .. changed])})
            WHERE {string.Join(" AND ", key.Select(property => $"old.{Column(property)} = new.{Column(property)}"))}
            """,
            [.. key, .. changed], rows.ConvertAll(row => row.Entity), cancel);
    }

    private static Task<int> ExecuteAsync(AppDb db, string sql, List<IProperty> properties, IReadOnlyList<object> rows, CancellationToken cancel) =>
        db.Database.ExecuteSqlRawAsync(sql, properties.Select((property, index) => Parameter(property, index, rows)), cancel);

    private static NpgsqlParameter Parameter(IProperty property, int index, IReadOnlyList<object> rows)
    {
        var (mapping, getter) = (property.GetTypeMapping(), property.GetGetter());
        var stored = mapping.Converter?.ProviderClrType ?? property.ClrType;
        var values = Array.CreateInstance(stored.IsValueType && property.IsNullable && Nullable.GetUnderlyingType(stored) is null ? typeof(Nullable<>).MakeGenericType(stored) : stored, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var value = getter.GetClrValue(rows[i]);
            values.SetValue(value is null || mapping.Converter is null ? value : mapping.Converter.ConvertToProvider(value), i);
        }

        return new NpgsqlParameter($"p{index}", values) { DataTypeName = property.GetColumnType() + "[]" };
    }

    private static string Column(IProperty property) => property.GetColumnName();

    private static string Columns(IEnumerable<IProperty> properties) => string.Join(", ", properties.Select(Column));

    private static string Parameters(IEnumerable<IProperty> properties) => string.Join(", ", properties.Select((_, index) => $"@p{index}"));
}
